// One execution of a program that knows nothing of us: started, waited for, and what it said.
//
// Thread safety: free functions, independent.
#pragma once

#include <filesystem>
#include <inference_pio/result.hpp>
#include <inference_pio/units.hpp>
#include <map>
#include <string>
#include <vector>

namespace inference_pio {

struct ProgramCall {
    std::vector<std::string> argv;
    std::filesystem::path directory = {};                 // empty: this process's own
    std::map<std::string, std::string> environment = {};  // added to this process's own
    Bytes output_kept = mebibytes(4);                     // of a flood, its end
    bool explains_on_output = false;                      // what went wrong stands there, not on standard error
};

struct ProgramRun {
    Seconds wall{};      // from start to end
    std::string output;  // the end of it, whole lines
    std::string errors;  // the end of it
};

// The program is in this process's group, so whoever ends this process ends the program too. It reads an empty input.
// Errors: not_found (there is no such program), io; crashed or out_of_memory for one that ended with another code than
// 0 or by a signal, with the end of what it wrote to standard error (of what it printed, where that is empty; the other
// way round where the call says so).
[[nodiscard]] Result<ProgramRun> run_program(const ProgramCall& call);

}  // namespace inference_pio
