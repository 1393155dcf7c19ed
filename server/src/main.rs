//! `aftercare`: see `aftercare --help`.

use std::process::ExitCode;

use aftercare_server::cli;
use clap::Parser;

/// A query makes thousands of small allocations, on several threads: a fifth of its time with the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The database's query executor recurses deeply, deeper still without optimisation.
const STACK: usize = if cfg!(debug_assertions) { 20 } else { 16 } * 1024 * 1024;

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(STACK)
        .build()
        .expect("a process that has no threads cannot do anything");
    // In a task: the main thread's stack is the system's, not ours.
    let code = runtime.block_on(runtime.spawn(cli::run(arguments)));
    // What is still blocking (a password being hashed) is not worth waiting for.
    runtime.shutdown_background();
    code.unwrap_or(ExitCode::FAILURE)
}
