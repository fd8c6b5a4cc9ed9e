#include "common/cpuinfo_parser.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "common/captured_machine.hpp"

namespace inference_pio {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;

CpuInfo parse_captured(const std::string& machine) { return parse_cpuinfo(captured_text(machine, "/proc/cpuinfo")); }

struct Expected {
    std::string machine;
    std::string vendor;
    std::string model;
    int processors;
    std::optional<int> sockets;
    std::optional<int> cores;
    bool hypervisor;
};

TEST(CpuinfoParser, ReadsTheProcessorsOfManyMachines) {
    const std::optional<int> unsaid;
    const std::vector<Expected> table = {
        {"xeon_amx", "GenuineIntel", "Intel(R) Xeon(R) Platinum 8480+", 4, 2, 2, false},
        {"epyc_vm", "AuthenticAMD", "AMD EPYC", 2, 1, 2, true},
        {"ryzen_desktop", "AuthenticAMD", "AMD Ryzen 9 7950X 16-Core Processor", 4, 1, 2, false},
        {"graviton3", "ARM", "Neoverse-V1", 2, unsaid, unsaid, false},
        {"ampere_altra", "ARM", "Neoverse-N1", 4, unsaid, unsaid, false},
        {"asahi_m2", "Apple", "Avalanche-M2 + Blizzard-M2", 4, unsaid, unsaid, false},
        {"raspberry_pi_5", "ARM", "Cortex-A76", 4, unsaid, unsaid, false},
        {"vmware", "GenuineIntel", "Intel(R) Xeon(R) Gold 6240R CPU @ 2.40GHz", 2, 2, 2, true},
        {"docker_cgroup2", "GenuineIntel", "Intel(R) Xeon(R) Platinum 8375C CPU @ 2.90GHz", 8, 1, 4, true},
        {"docker_cgroup1", "GenuineIntel", "Intel(R) Xeon(R) CPU @ 2.20GHz", 4, 1, 4, true},
        {"wsl", "GenuineIntel", "13th Gen Intel(R) Core(TM) i7-1370P", 4, 1, 2, true},
        {"no_sys", "GenuineIntel", "unknown", 1, unsaid, unsaid, true},
        {"single_core", "GenuineIntel", "Intel Core Processor (Haswell, no TSX)", 1, 1, 1, true},
    };
    for (const Expected& expected : table) {
        const CpuInfo info = parse_captured(expected.machine);
        SCOPED_TRACE(expected.machine);
        EXPECT_EQ(info.vendor, expected.vendor);
        EXPECT_EQ(info.model, expected.model);
        EXPECT_EQ(info.processors, expected.processors);
        EXPECT_EQ(info.sockets, expected.sockets);
        EXPECT_EQ(info.cores, expected.cores);
        EXPECT_EQ(info.hypervisor, expected.hypervisor);
    }
}

TEST(CpuinfoParser, FindsTheInstructionSetsOfInference) {
    EXPECT_THAT(
        parse_captured("xeon_amx").instruction_sets,
        IsSupersetOf({"amx_bf16", "amx_int8", "amx_tile", "avx", "avx2", "avx512_bf16", "avx512_fp16", "avx512_vnni",
                      "avx512bw", "avx512dq", "avx512f", "avx512vbmi", "avx512vl", "avx_vnni", "f16c", "fma"}));
    EXPECT_THAT(parse_captured("docker_cgroup1").instruction_sets,
                ElementsAre("avx", "avx2", "bmi2", "f16c", "fma", "sse4_2", "ssse3"));
    EXPECT_THAT(parse_captured("wsl").instruction_sets, AllOf(Contains("avx_vnni"), Not(Contains("avx512f"))));
    EXPECT_THAT(parse_captured("graviton3").instruction_sets,
                ElementsAre("bf16", "dotprod", "fp16", "fp16fml", "i8mm", "neon", "sve", "sve_bf16", "sve_i8mm"));
    EXPECT_THAT(parse_captured("ampere_altra").instruction_sets, ElementsAre("dotprod", "fp16", "neon"));
    EXPECT_THAT(parse_captured("asahi_m2").instruction_sets,
                ElementsAre("bf16", "dotprod", "fp16", "fp16fml", "i8mm", "neon"));
}

TEST(CpuinfoParser, TheFrequencyIsTheHighestOfAllProcessors) {
    EXPECT_EQ(parse_captured("ryzen_desktop").frequency_hz, 5482.123e6);
    EXPECT_FALSE(parse_captured("graviton3").frequency_hz);
}

TEST(CpuinfoParser, OnlyWhatEveryProcessorHasMayBeUsed) {
    const CpuInfo info = parse_cpuinfo(
        "processor : 0\nFeatures : fp asimd asimddp sve\nprocessor : 1\nFeatures : fp asimd asimddp i8mm\n");
    EXPECT_THAT(info.instruction_sets, ElementsAre("dotprod", "neon"));
}

TEST(CpuinfoParser, UnknownPartsStayApartByTheirNumbers) {
    const auto model = [](const char* part) {
        return parse_cpuinfo(fmt::format("processor : 0\nCPU implementer : 0x41\nCPU part : {}\n", part)).model;
    };
    EXPECT_EQ(model("0xfff"), "ARM part 0xfff");
    EXPECT_NE(model("0xffe"), model("0xfff"));
    EXPECT_EQ(parse_cpuinfo("CPU implementer : 0x77\nCPU part : 0x001").vendor, "implementer 0x77");
}

TEST(CpuinfoParser, OldArmKernelsNameTheProcessorBeforeTheyCountThem) {
    const CpuInfo info = parse_cpuinfo(
        "Processor\t: ARMv7 Processor rev 4 (v7l)\nprocessor\t: 0\nBogoMIPS\t: 38.40\n\nprocessor\t: 1\n\n"
        "Features\t: half thumb neon vfpv4\nCPU implementer\t: 0x41\nCPU part\t: 0xd03\nHardware\t: BCM2709\n");
    EXPECT_EQ(info.processors, 2);
    EXPECT_EQ(info.model, "Cortex-A53");
    EXPECT_THAT(info.instruction_sets, ElementsAre("neon"));
}

TEST(CpuinfoParser, OtherArchitecturesNameThemselvesInTheirOwnWay) {
    const CpuInfo power =
        parse_cpuinfo("processor\t: 0\ncpu\t\t: POWER9 (architected), altivec supported\nclock\t\t: 3800.000000MHz\n");
    EXPECT_EQ(power.vendor, "IBM");
    EXPECT_EQ(power.model, "POWER9 (architected)");
    EXPECT_EQ(power.frequency_hz, 3.8e9);

    const CpuInfo riscv = parse_cpuinfo("processor\t: 0\nisa\t\t: rv64imafdcv_zicsr_zvfh\nuarch\t\t: spacemit,x60\n");
    EXPECT_THAT(riscv.instruction_sets, ElementsAre("rvv", "zvfh"));
    EXPECT_THAT(parse_cpuinfo("processor : 0\nisa : rv64imafdc_zicsr_zifencei\n").instruction_sets, IsEmpty());

    const CpuInfo mainframe = parse_cpuinfo(
        "vendor_id       : IBM/S390\n# processors    : 2\nfeatures\t: esan3 zarch vx vxe vxe2 nnpa \n"
        "processor 0: version = FF,  identification = 123456,  machine = 3931\n");
    EXPECT_EQ(mainframe.processors, 2);
    EXPECT_THAT(mainframe.instruction_sets, ElementsAre("nnpa", "vx", "vxe", "vxe2"));
}

TEST(CpuinfoParser, CountsTheCoresOfAVeryLargeMachine) {
    std::string text;
    for (int i = 0; i < 384; ++i) {
        text += fmt::format(
            "processor\t: {}\nvendor_id\t: AuthenticAMD\nmodel name\t: AMD EPYC 9965 192-Core Processor\n"
            "cpu MHz\t\t: {}\nphysical id\t: {}\ncore id\t\t: {}\nflags\t\t: fpu avx avx2 fma avx512f\n\n",
            i, 2000 + i, i / 192, i % 192);
    }
    const CpuInfo info = parse_cpuinfo(text);
    EXPECT_EQ(info.processors, 384);
    EXPECT_EQ(info.sockets, 2);
    EXPECT_EQ(info.cores, 384);
    EXPECT_EQ(info.frequency_hz, 2383e6);
}

TEST(CpuinfoParser, TextThatIsNoCpuinfoGivesNothing) {
    for (const char* text : {"", "\n\n\n", ":", "processor", "processor:", "a:b:c\n::\n", "\x01\xff\xfe"}) {
        EXPECT_EQ(parse_cpuinfo(text), CpuInfo()) << text;
    }
    EXPECT_EQ(parse_cpuinfo(std::string(1000, '\0')), CpuInfo());
}

RC_GTEST_PROP(CpuinfoParser, AnyBytesAreSurvived, (const std::string& text)) { (void)parse_cpuinfo(text); }

// Cutting and overwriting real text reaches further into the parser than random bytes do.
RC_GTEST_PROP(CpuinfoParser, DamagedTextIsSurvived, ()) {
    std::string text = captured_text(*rc::gen::element<std::string>("xeon_amx", "asahi_m2"), "/proc/cpuinfo");
    const auto size = static_cast<int>(text.size());
    for (int i = 0; i < 20; ++i)
        text[static_cast<std::size_t>(*rc::gen::inRange(0, size))] = *rc::gen::arbitrary<char>();
    text.resize(static_cast<std::size_t>(*rc::gen::inRange(0, size)));
    const CpuInfo info = parse_cpuinfo(text);
    RC_ASSERT(info.processors >= 0);
    if (info.cores) RC_ASSERT(*info.cores <= info.processors);
}

}  // namespace
}  // namespace inference_pio
