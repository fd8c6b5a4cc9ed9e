#include "cli/command.hpp"

int main(int argc, char** argv) { return inference_pio::run_command_line(argc, argv); }
