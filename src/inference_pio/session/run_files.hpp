// The files of a run: where they lie, and writing them.
//
// Thread safety: free functions on different runs are independent.
#pragma once

#include <filesystem>
#include <inference_pio/record.hpp>
#include <inference_pio/result.hpp>
#include <set>
#include <string>
#include <vector>

#include "discovery/project.hpp"

namespace inference_pio {

struct ResultPlaces {
    std::filesystem::path folder;  // of the run
    // A model's own results: <model folder>/benchmarks/results, or <results dir>/models/<model> where a
    // folder was asked for or the project does not hold the model.
    std::vector<std::pair<std::string, std::filesystem::path>> models;
};

// `results_dir` empty: the project's own folders.
[[nodiscard]] std::filesystem::path results_root(const Project& project, const std::filesystem::path& results_dir);
[[nodiscard]] ResultPlaces places_of(const Project& project, const std::filesystem::path& results_dir,
                                     const std::string& run, const std::set<std::string>& models);

// Makes the folders and checks that files can be written there and that the disk has room.
// Errors: io, naming the folder, before anything is measured.
[[nodiscard]] Result<void> prepare_places(const ResultPlaces& places);

struct WrittenFiles {
    std::vector<std::filesystem::path> files;
    std::vector<Error> errors;  // one for each file that could not be written; the others are there
};

// run.json, results.json and results.csv in the run's folder; <run>.json and <run>.csv with a model's
// own records in its folder. Each file appears whole.
[[nodiscard]] WrittenFiles write_run_files(const Run& run, const ResultPlaces& places);

// Whether the record is of a benchmark of this model's own.
[[nodiscard]] bool is_of_model(const Record& record, const std::string& model);

}  // namespace inference_pio
