//! Why a gateway would let a request in or not.

mod explain;
mod smoke;
