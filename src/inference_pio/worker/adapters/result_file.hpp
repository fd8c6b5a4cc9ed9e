// A file that a program writes its results to and that nobody has to remove: it lies in memory, has a path for as long
// as this process lives, and ends with it, however that ends.
//
// Thread safety: belongs to one thread.
#pragma once

#include <inference_pio/result.hpp>
#include <inference_pio/units.hpp>
#include <string>

#include "common/process_launch.hpp"

namespace inference_pio {

class ResultFile {
public:
    // Errors: io.
    [[nodiscard]] static Result<ResultFile> create();

    // For child processes of the same user.
    [[nodiscard]] const std::string& path() const { return path_; }

    // What was written. Errors: io; malformed for more than `limit`.
    [[nodiscard]] Result<std::string> read(Bytes limit = mebibytes(128)) const;

private:
    ResultFile(OwnedDescriptor descriptor, std::string path)
        : descriptor_(std::move(descriptor)), path_(std::move(path)) {}

    OwnedDescriptor descriptor_;
    std::string path_;
};

}  // namespace inference_pio
