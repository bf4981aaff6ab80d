//! Why a gateway would let a request in or not, and what a token may do.

mod check;
mod explain;
mod llama_stack;
mod local;
mod smoke;
