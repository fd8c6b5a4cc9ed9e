// Machines whose files were captured: tests/fixtures/machines/<name>/{proc,sys,etc}.
//
// Thread-safe: reads only.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "common/machine_sources.hpp"
#include "test_folders.hpp"

namespace inference_pio {

inline MachineFiles captured_files(const std::string& machine) {
    return MachineFiles(std::string(PIO_TEST_DATA_DIR) + "/machines/" + machine);
}

// The text of one of its files; a test failure where the fixture lacks it.
inline std::string captured_text(const std::string& machine, const std::string& path) {
    const Result<std::string> text = captured_files(machine).read(path);
    EXPECT_TRUE(text) << machine << ": " << path;
    return text.value_or("");
}

// The machine's files with the topology and the process facts that a test chooses; no GPU drivers.
inline MachineSources captured_machine(const std::string& machine, const std::string& topology) {
    const std::vector<std::string> none = {"libno-such-driver-anywhere.so.1"};
    MachineSources sources{captured_files(machine), TopologySource{topology}, GpuLibraries{none, none}, {}};
    sources.process.system = "Linux";
    sources.process.architecture = "x86_64";
    return sources;
}

}  // namespace inference_pio
