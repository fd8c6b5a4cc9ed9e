#include "common/instruction_sets.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace inference_pio {

namespace {

using FlagName = std::pair<std::string_view, std::string_view>;  // the kernel's flag, our name

// x86 keeps the kernel's spelling; Arm takes the names that compilers use (-march=armv8.2-a+dotprod).
constexpr std::array kNames{
    FlagName{"ssse3", "ssse3"},
    FlagName{"sse4_2", "sse4_2"},
    FlagName{"avx", "avx"},
    FlagName{"avx2", "avx2"},
    FlagName{"f16c", "f16c"},
    FlagName{"fma", "fma"},
    FlagName{"bmi2", "bmi2"},
    FlagName{"avx_vnni", "avx_vnni"},
    FlagName{"avx_vnni_int8", "avx_vnni_int8"},
    FlagName{"avx_vnni_int16", "avx_vnni_int16"},
    FlagName{"avx_ne_convert", "avx_ne_convert"},
    FlagName{"avx_ifma", "avx_ifma"},
    FlagName{"avx512f", "avx512f"},
    FlagName{"avx512cd", "avx512cd"},
    FlagName{"avx512bw", "avx512bw"},
    FlagName{"avx512vl", "avx512vl"},
    FlagName{"avx512dq", "avx512dq"},
    FlagName{"avx512ifma", "avx512ifma"},
    FlagName{"avx512vbmi", "avx512vbmi"},
    FlagName{"avx512_vbmi2", "avx512_vbmi2"},
    FlagName{"avx512_vnni", "avx512_vnni"},
    FlagName{"avx512_bf16", "avx512_bf16"},
    FlagName{"avx512_fp16", "avx512_fp16"},
    FlagName{"avx512_bitalg", "avx512_bitalg"},
    FlagName{"avx512_vpopcntdq", "avx512_vpopcntdq"},
    FlagName{"avx10", "avx10"},
    FlagName{"amx_tile", "amx_tile"},
    FlagName{"amx_int8", "amx_int8"},
    FlagName{"amx_bf16", "amx_bf16"},
    FlagName{"amx_fp16", "amx_fp16"},
    FlagName{"amx_complex", "amx_complex"},
    FlagName{"asimd", "neon"},
    FlagName{"neon", "neon"},
    FlagName{"asimdhp", "fp16"},
    FlagName{"asimdfhm", "fp16fml"},
    FlagName{"asimddp", "dotprod"},
    FlagName{"i8mm", "i8mm"},
    FlagName{"bf16", "bf16"},
    FlagName{"sve", "sve"},
    FlagName{"sve2", "sve2"},
    FlagName{"svei8mm", "sve_i8mm"},
    FlagName{"svebf16", "sve_bf16"},
    FlagName{"sme", "sme"},
    FlagName{"sme2", "sme2"},
    FlagName{"altivec", "altivec"},
    FlagName{"vsx", "vsx"},
    FlagName{"mma", "mma"},
    FlagName{"lsx", "lsx"},
    FlagName{"lasx", "lasx"},
    FlagName{"vx", "vx"},
    FlagName{"vxe", "vxe"},
    FlagName{"vxe2", "vxe2"},
    FlagName{"nnpa", "nnpa"},
};

// "rv64imafdcv_zicsr_zvfh": single letters up to the first '_', then named extensions.
void add_riscv_extensions(std::string_view isa, std::vector<std::string>& names) {
    if (!isa.starts_with("rv64") && !isa.starts_with("rv32")) return;
    const std::string_view letters =
        isa.substr(4, isa.find('_') == std::string_view::npos ? isa.npos : isa.find('_') - 4);
    if (letters.find('v') != std::string_view::npos) names.emplace_back("rvv");
    if (isa.find("_zvfh") != std::string_view::npos) names.emplace_back("zvfh");
}

}  // namespace

std::vector<std::string> select_instruction_sets(const std::vector<std::string_view>& kernel_flags) {
    std::vector<std::string> names;
    for (const std::string_view flag : kernel_flags) {
        const auto* const known =
            std::find_if(kNames.begin(), kNames.end(), [flag](const FlagName& name) { return name.first == flag; });
        if (known != kNames.end()) names.emplace_back(known->second);
        add_riscv_extensions(flag, names);
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

}  // namespace inference_pio
