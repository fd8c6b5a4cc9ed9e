#include "common/virtualisation_parser.hpp"

#include <array>

#include "common/text_fields.hpp"

namespace inference_pio {

namespace {

struct Mark {
    std::string_view text;  // what the machine says
    std::string_view word;  // what we call it
};

constexpr std::array kCpuidVendors{
    Mark{"KVMKVMKVM", "kvm"},           Mark{"Linux KVM Hv", "kvm"},      Mark{"VMwareVMware", "vmware"},
    Mark{"VBoxVBoxVBox", "virtualbox"}, Mark{"XenVMMXenVMM", "xen"},      Mark{"TCGTCGTCGTCG", "qemu"},
    Mark{"bhyve bhyve", "bhyve"},       Mark{"lrpepyh  vr", "parallels"}, Mark{"prl hyperv", "parallels"},
    Mark{"Microsoft Hv", "hyperv"},     Mark{"Apple VZ", "apple"},
};

// Firmware of virtual machines. Clouds that sell both kinds are told apart below.
constexpr std::array kVendors{
    Mark{"VMware", "vmware"},
    Mark{"innotek GmbH", "virtualbox"},
    Mark{"Xen", "xen"},
    Mark{"Parallels", "parallels"},
    Mark{"BHYVE", "bhyve"},
    Mark{"QEMU", "qemu"},
    Mark{"DigitalOcean", "kvm"},
    Mark{"Hetzner", "kvm"},
    Mark{"OpenStack", "kvm"},
    Mark{"Google Compute Engine", "kvm"},
    Mark{"VirtualBox", "virtualbox"},
    Mark{"KVM", "kvm"},
    Mark{"Apple Virtualization", "apple"},
    Mark{"Alibaba Cloud ECS", "kvm"},
    Mark{"RHEV Hypervisor", "kvm"},
    Mark{"Standard PC (", "qemu"},
};

template <std::size_t N>
std::string_view find_mark(const std::array<Mark, N>& marks, std::string_view text) {
    for (const Mark& mark : marks) {
        if (text.starts_with(mark.text)) return mark.word;
    }
    return {};
}

std::string_view firmware_word(const VirtualisationEvidence& evidence) {
    const std::string_view vendor = evidence.sys_vendor ? *evidence.sys_vendor : std::string_view();
    const std::string_view product = evidence.product_name ? *evidence.product_name : std::string_view();
    // Amazon's own hypervisor is a KVM; instances that are whole machines say so in their type.
    if (vendor == "Amazon EC2") return product.find(".metal") != std::string_view::npos ? "none" : "kvm";
    if (vendor == "Microsoft Corporation" && product == "Virtual Machine") return "hyperv";
    for (const std::string_view text :
         {product, vendor, evidence.bios_vendor ? std::string_view(*evidence.bios_vendor) : std::string_view()}) {
        if (const std::string_view word = find_mark(kVendors, text); !word.empty()) return word;
    }
    return {};
}

std::string_view device_tree_word(std::string_view compatible) {
    if (compatible.find("xen") != std::string_view::npos) return "xen";
    if (compatible.find("kvm") != std::string_view::npos) return "kvm";
    if (compatible.find("vmware") != std::string_view::npos) return "vmware";
    return "vm";
}

}  // namespace

std::string parse_virtualisation(const VirtualisationEvidence& evidence) {
    // WSL first: it runs on Hyper-V, but its kernel, memory and clock behave as its own kind.
    if (lower_case(evidence.kernel_version).find("microsoft") != std::string::npos) return "wsl";

    const std::string_view firmware = firmware_word(evidence);
    // Hyper-V's signature is worn by KVM and Xen too, to please Windows guests: the firmware knows better.
    if (evidence.cpuid_vendor) {
        const std::string_view cpuid = find_mark(kCpuidVendors, *evidence.cpuid_vendor);
        const bool disguised = cpuid == "hyperv" && !firmware.empty() && firmware != "none";
        if (!cpuid.empty() && !disguised) return std::string(cpuid);
    }
    if (!firmware.empty() && firmware != "none") return std::string(firmware);
    if (evidence.xen_type == "xen") return "xen";
    if (evidence.device_tree_hypervisor) return std::string(device_tree_word(*evidence.device_tree_hypervisor));
    if (evidence.hypervisor_flag == true || evidence.cpuid_vendor) return "vm";
    // Absence of signs is a sign only where there is a place in which they would stand.
    const bool would_tell =
        evidence.hypervisor_flag || evidence.sys_vendor || evidence.product_name || evidence.device_tree;
    return would_tell ? "none" : "";
}

}  // namespace inference_pio
