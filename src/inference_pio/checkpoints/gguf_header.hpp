// Reads what stands before the weights of a GGUF file, trusting nothing: every length is checked against
// the file's size before it is used, so that a file that was cut short or made up gives an error.
// (The engine's own reader prints to standard error and does not say how much of a file is missing.)
//
// Thread safety: free functions, independent.
#pragma once

#include <cstdint>
#include <filesystem>
#include <inference_pio/result.hpp>
#include <inference_pio/units.hpp>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace inference_pio {

struct GgufTensor {
    std::string name;
    std::vector<std::int64_t> shape;  // fastest dimension first, 1 to 4 of them
    std::uint32_t type = 0;           // a ggml_type that exists
    std::uint64_t offset = 0;         // from the start of the data
    Bytes size;
};

using GgufScalar = std::variant<std::uint64_t, std::int64_t, double, bool, std::string>;

struct GgufHeader {
    Bytes file_size;
    Bytes data_offset;
    std::map<std::string, GgufScalar> scalars;           // an overlong string is left out
    std::map<std::string, std::uint64_t> array_lengths;  // key of an array -> its number of elements
    std::vector<GgufTensor> tensors;

    [[nodiscard]] std::optional<std::uint64_t> whole_number(const std::string& key) const;  // >= 0
    [[nodiscard]] std::string text(const std::string& key) const;                           // empty: none
};

// The tensors of the result lie inside the file.
// Errors: not_found; io; malformed, saying what is wrong, and for a file that was cut short how many bytes
// it has and needs.
[[nodiscard]] Result<GgufHeader> read_gguf_header(const std::filesystem::path& file);

}  // namespace inference_pio
