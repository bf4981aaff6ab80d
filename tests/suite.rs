//! The program as a person uses it: one test program, a module per thing a person can do.
