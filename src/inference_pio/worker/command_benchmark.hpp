// A command as a benchmark: each sample runs it whole and reads the metrics that it prints.
#pragma once

#include <inference_pio/benchmark.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace inference_pio {

// Registers it under `name`, or under the command's file name where `name` is empty.
// A command that ends with another code than 0, or by a signal, fails the sample: crashed, or out_of_memory,
// with the end of what it wrote to standard error.
void register_command_benchmark(const std::string& name, const std::vector<std::string>& command);

// As one sample of it. Errors as above, and not_found where the command is not there.
[[nodiscard]] Result<void> measure_command(const std::vector<std::string>& command, Sample& sample);

// The lines `Name: value unit` of a program's output, as metrics of this sample.
void record_printed_metrics(std::string_view output, Sample& sample);

}  // namespace inference_pio
