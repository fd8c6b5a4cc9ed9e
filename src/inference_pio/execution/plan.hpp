// The plan of a run: which cases. (schedule.hpp: in which order each round visits them.)
//
// Besides the axes that a benchmark describes, one with a checkpoint has `layers`: slices of its model, the
// first so many blocks. It has no value of its own and stands only in the names of cases for which the command
// line asked; 0 is the whole model, under its plain name. (A benchmark that is a slice's anyway has it as an axis.)
//
// Pure: no clock, no I/O. Thread-safe.
#pragma once

#include <cstdint>
#include <inference_pio/result.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "discovery/found_benchmark.hpp"
#include "execution/case_outcome.hpp"

namespace inference_pio {

// --param axis=v1,v2: the values to visit instead of the benchmark's own.
struct ParameterOverride {
    std::string axis;
    std::vector<std::string> values;  // at least one; typed by the axis of each benchmark
    bool needed = true;               // false: no selected benchmark has to have the axis

    bool operator==(const ParameterOverride&) const = default;
};

// "batch_size=1,4". Errors: invalid_argument, with an example of the right form.
[[nodiscard]] Result<ParameterOverride> parse_parameter_override(std::string_view text);

struct PlannedCase {
    CaseId id;
    std::size_t benchmark = 0;  // index into the found benchmarks that the plan was made of
    // Index of the case that this one is compared with, measured in turn with it; absent: none.
    std::optional<std::size_t> reference = {};

    bool operator==(const PlannedCase&) const = default;
};

struct PlanRequest {
    std::vector<std::string> patterns = {};  // empty: everything
    std::vector<ParameterOverride> overrides = {};
    // The axis weight_type comes from the user's own file: cases of benchmarks with a checkpoint do
    // not vary it, nor layers.
    bool user_checkpoint = false;
    bool user_images = false;  // likewise the axis source_size: the images are the user's
    // Of files that could not be used: a pattern that matches one of them has matched something.
    std::vector<std::string> failed_names = {};
    std::uint64_t seed = 1;
    bool user_projector = false;  // as user_checkpoint: the axis projector_type comes from the user's file
};

struct Plan {
    std::vector<PlannedCase> cases;  // by benchmark, then in the order of axes and values
    std::uint64_t seed = 1;

    bool operator==(const Plan&) const = default;
};

// Where a benchmark has a reference, the reference of every selected case is in the plan too, whether it was selected
// or not: there is nothing to compare with otherwise.
//
// Errors: not_found for a pattern that matches no benchmark and no case, with the nearest names;
// invalid_argument for an axis that no selected benchmark has, a value of another type, or a slice of the
// user's own file.
[[nodiscard]] Result<Plan> compute_plan(const std::vector<FoundBenchmark>& benchmarks, const PlanRequest& request);

// Links each case to its reference, as its benchmark describes it; a reference that is not there yet is appended.
// compute_plan() has done so; a plan that was made otherwise needs it.
void add_references(Plan& plan, const std::vector<FoundBenchmark>& benchmarks);

}  // namespace inference_pio
