// main() of every benchmark program. It lives in the shared library that they link, so a benchmark's
// file holds benchmarks and nothing else; a program with a main() of its own keeps its own.

#include "worker/provision.hpp"
#include "worker/worker_program.hpp"

int main(int argument_count, char** arguments) {
    return inference_pio::run_worker_program(argument_count, arguments, inference_pio::engine_services());
}
