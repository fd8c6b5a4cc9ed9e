#include "checkpoints/file_type.hpp"

#include <llama.h>

#include <algorithm>
#include <array>
#include <utility>

namespace inference_pio {
namespace {

constexpr std::array<std::pair<WeightType, llama_ftype>, 19> kFileTypes{{
    {WeightType::f32, LLAMA_FTYPE_ALL_F32},          {WeightType::f16, LLAMA_FTYPE_MOSTLY_F16},
    {WeightType::bf16, LLAMA_FTYPE_MOSTLY_BF16},     {WeightType::q8_0, LLAMA_FTYPE_MOSTLY_Q8_0},
    {WeightType::q6_k, LLAMA_FTYPE_MOSTLY_Q6_K},     {WeightType::q5_k_m, LLAMA_FTYPE_MOSTLY_Q5_K_M},
    {WeightType::q5_k_s, LLAMA_FTYPE_MOSTLY_Q5_K_S}, {WeightType::q5_1, LLAMA_FTYPE_MOSTLY_Q5_1},
    {WeightType::q5_0, LLAMA_FTYPE_MOSTLY_Q5_0},     {WeightType::q4_k_m, LLAMA_FTYPE_MOSTLY_Q4_K_M},
    {WeightType::q4_k_s, LLAMA_FTYPE_MOSTLY_Q4_K_S}, {WeightType::q4_1, LLAMA_FTYPE_MOSTLY_Q4_1},
    {WeightType::q4_0, LLAMA_FTYPE_MOSTLY_Q4_0},     {WeightType::q3_k_l, LLAMA_FTYPE_MOSTLY_Q3_K_L},
    {WeightType::q3_k_m, LLAMA_FTYPE_MOSTLY_Q3_K_M}, {WeightType::q3_k_s, LLAMA_FTYPE_MOSTLY_Q3_K_S},
    {WeightType::q2_k, LLAMA_FTYPE_MOSTLY_Q2_K},     {WeightType::iq4_xs, LLAMA_FTYPE_MOSTLY_IQ4_XS},
    {WeightType::iq4_nl, LLAMA_FTYPE_MOSTLY_IQ4_NL},
}};

}  // namespace

std::uint32_t file_type_of(WeightType type) {
    const auto row = std::find_if(kFileTypes.begin(), kFileTypes.end(), [&](const auto& r) { return r.first == type; });
    return static_cast<std::uint32_t>(row->second);
}

std::optional<WeightType> weight_type_of_file_type(std::uint64_t file_type) {
    for (const auto& [type, number] : kFileTypes) {
        if (static_cast<std::uint64_t>(number) == file_type) return type;
    }
    return std::nullopt;
}

}  // namespace inference_pio
