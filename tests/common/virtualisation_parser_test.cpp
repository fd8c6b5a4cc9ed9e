#include "common/virtualisation_parser.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace inference_pio {
namespace {

VirtualisationEvidence firmware(const std::string& vendor, const std::string& product) {
    VirtualisationEvidence evidence;
    evidence.sys_vendor = vendor;
    evidence.product_name = product;
    return evidence;
}

TEST(VirtualisationParser, FirmwareNamesTheHypervisor) {
    EXPECT_EQ(parse_virtualisation(firmware("VMware, Inc.", "VMware7,1")), "vmware");
    EXPECT_EQ(parse_virtualisation(firmware("innotek GmbH", "VirtualBox")), "virtualbox");
    EXPECT_EQ(parse_virtualisation(firmware("Microsoft Corporation", "Virtual Machine")), "hyperv");
    EXPECT_EQ(parse_virtualisation(firmware("QEMU", "Standard PC (Q35 + ICH9, 2009)")), "qemu");
    EXPECT_EQ(parse_virtualisation(firmware("Google", "Google Compute Engine")), "kvm");
    EXPECT_EQ(parse_virtualisation(firmware("Xen", "HVM domU")), "xen");
    EXPECT_EQ(parse_virtualisation(firmware("Apple Inc.", "Apple Virtualization Generic Platform")), "apple");
    EXPECT_EQ(parse_virtualisation(firmware("Hetzner", "vServer")), "kvm");
}

TEST(VirtualisationParser, ACloudThatSellsWholeMachinesSaysSoInTheType) {
    EXPECT_EQ(parse_virtualisation(firmware("Amazon EC2", "c7g.large")), "kvm");
    EXPECT_EQ(parse_virtualisation(firmware("Amazon EC2", "c7g.metal")), "none");
    EXPECT_EQ(parse_virtualisation(firmware("Amazon EC2", "m7i.metal-24xl")), "none");
}

TEST(VirtualisationParser, RealHardwareHasNone) {
    EXPECT_EQ(parse_virtualisation(firmware("Dell Inc.", "PowerEdge R760")), "none");
    EXPECT_EQ(parse_virtualisation(firmware("Microsoft Corporation", "Surface Pro 9")), "none");
    VirtualisationEvidence board;
    board.device_tree = true;
    EXPECT_EQ(parse_virtualisation(board), "none");
    VirtualisationEvidence x86;
    x86.hypervisor_flag = false;
    EXPECT_EQ(parse_virtualisation(x86), "none");
}

TEST(VirtualisationParser, TheProcessorNamesTheHypervisor) {
    VirtualisationEvidence evidence;
    evidence.hypervisor_flag = true;
    evidence.cpuid_vendor = std::string("KVMKVMKVM\0\0\0", 12);
    EXPECT_EQ(parse_virtualisation(evidence), "kvm");
    evidence.sys_vendor = "QEMU";  // QEMU's devices, KVM's processor
    EXPECT_EQ(parse_virtualisation(evidence), "kvm");
    evidence.cpuid_vendor = "TCGTCGTCGTCG";
    EXPECT_EQ(parse_virtualisation(evidence), "qemu");
    evidence.cpuid_vendor = "SomethingNew";
    EXPECT_EQ(parse_virtualisation(evidence), "qemu");
    evidence.sys_vendor.reset();
    EXPECT_EQ(parse_virtualisation(evidence), "vm");
}

TEST(VirtualisationParser, HyperVsSignatureIsALieWhereFirmwareKnowsBetter) {
    VirtualisationEvidence evidence = firmware("QEMU", "Standard PC (i440FX + PIIX, 1996)");
    evidence.cpuid_vendor = "Microsoft Hv";
    EXPECT_EQ(parse_virtualisation(evidence), "qemu");
    evidence = firmware("Microsoft Corporation", "Virtual Machine");
    evidence.cpuid_vendor = "Microsoft Hv";
    EXPECT_EQ(parse_virtualisation(evidence), "hyperv");
}

TEST(VirtualisationParser, TheOtherPlacesWhereAHypervisorShows) {
    VirtualisationEvidence evidence;
    evidence.xen_type = "xen";
    EXPECT_EQ(parse_virtualisation(evidence), "xen");
    evidence = {};
    evidence.device_tree = true;
    evidence.device_tree_hypervisor = "linux,kvm";
    EXPECT_EQ(parse_virtualisation(evidence), "kvm");
    evidence.device_tree_hypervisor = "acme,hypervisor";
    EXPECT_EQ(parse_virtualisation(evidence), "vm");
}

TEST(VirtualisationParser, WindowsSubsystemForLinuxInBothVersions) {
    VirtualisationEvidence evidence;
    evidence.hypervisor_flag = true;
    evidence.cpuid_vendor = "Microsoft Hv";
    evidence.kernel_version = "Linux version 5.15.153.1-microsoft-standard-WSL2 (root@builder)";
    EXPECT_EQ(parse_virtualisation(evidence), "wsl");
    evidence = {};
    evidence.kernel_version = "Linux version 4.4.0-19041-Microsoft (Microsoft@Microsoft.com)";
    EXPECT_EQ(parse_virtualisation(evidence), "wsl");
}

TEST(VirtualisationParser, NothingToTellIsNotNone) { EXPECT_EQ(parse_virtualisation({}), ""); }

RC_GTEST_PROP(VirtualisationParser, AnyBytesAreSurvived, (const std::string& a, const std::string& b)) {
    VirtualisationEvidence evidence = firmware(a, b);
    evidence.cpuid_vendor = b;
    evidence.device_tree_hypervisor = a;
    evidence.kernel_version = b;
    RC_ASSERT(!parse_virtualisation(evidence).empty());
}

}  // namespace
}  // namespace inference_pio
