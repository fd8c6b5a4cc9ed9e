#include "common/container_parser.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace inference_pio {
namespace {

constexpr const char* kOverlayRoot = "612 540 0:58 / / rw,relatime - overlay overlay rw,lowerdir=/l\n";
constexpr const char* kDiskRoot = "27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard\n";

ContainerEvidence bare() {
    ContainerEvidence evidence;
    evidence.init_cgroup = "0::/init.scope\n";
    evidence.own_cgroup = "0::/user.slice/user-1000.slice/session-3.scope\n";
    evidence.mountinfo = kDiskRoot;
    return evidence;
}

TEST(ContainerParser, AHostHasNone) { EXPECT_EQ(parse_container(bare()), "none"); }

TEST(ContainerParser, NothingToTellIsNotNone) { EXPECT_EQ(parse_container({}), ""); }

TEST(ContainerParser, MarkerFilesOfDockerAndPodman) {
    ContainerEvidence evidence = bare();
    evidence.mountinfo = kOverlayRoot;
    evidence.dockerenv = true;
    EXPECT_EQ(parse_container(evidence), "docker");
    evidence.containerenv = true;
    EXPECT_EQ(parse_container(evidence), "podman");
}

TEST(ContainerParser, AMarkerOnADiskOfItsOwnWasLeftByAnImage) {
    ContainerEvidence evidence = bare();
    evidence.dockerenv = true;
    EXPECT_EQ(parse_container(evidence), "none");
    evidence.mountinfo.reset();  // no way to know better
    EXPECT_EQ(parse_container(evidence), "docker");
    // A folder of the host's disk, as Docker's bind mounts show it, is no disk of its own.
    evidence.mountinfo = "27 1 254:0 /var/lib/x / rw - ext4 /dev/vda rw\n";
    EXPECT_EQ(parse_container(evidence), "docker");
}

TEST(ContainerParser, ControlGroupsNameTheRuntime) {
    const auto by_init = [](const std::string& cgroup) {
        ContainerEvidence evidence = bare();
        evidence.init_cgroup = cgroup;
        return parse_container(evidence);
    };
    EXPECT_EQ(by_init("11:memory:/docker/3f4e\n"), "docker");
    EXPECT_EQ(by_init("0::/system.slice/docker-3f4e.scope\n"), "docker");
    EXPECT_EQ(by_init("0::/machine.slice/libpod-3f4e.scope\n"), "podman");
    EXPECT_EQ(by_init("1:name=systemd:/lxc/web\n"), "lxc");
    EXPECT_EQ(by_init("0::/lxc.payload.web/init.scope\n"), "lxc");
    EXPECT_EQ(by_init("11:memory:/kubepods/burstable/pod1/docker/3f4e\n"), "kubernetes");
    EXPECT_EQ(by_init("0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-3f4e.scope\n"), "kubernetes");
    EXPECT_EQ(by_init("0::/system.slice/docker.service\n"), "none");  // the runtime itself
}

TEST(ContainerParser, VariablesAndSystemdNameTheRuntime) {
    ContainerEvidence evidence = bare();
    evidence.container_variable = "lxc";
    EXPECT_EQ(parse_container(evidence), "lxc");
    evidence.container_variable = "";
    evidence.systemd_container = "systemd-nspawn\n";
    EXPECT_EQ(parse_container(evidence), "systemd-nspawn");
    evidence.kubernetes_variable = "10.0.0.1";
    EXPECT_EQ(parse_container(evidence), "kubernetes");
    evidence = bare();
    evidence.kubernetes_secrets = true;
    EXPECT_EQ(parse_container(evidence), "kubernetes");
}

RC_GTEST_PROP(ContainerParser, AnyBytesAreSurvived, (const std::string& a, const std::string& b)) {
    ContainerEvidence evidence;
    evidence.dockerenv = true;
    evidence.init_cgroup = a;
    evidence.own_cgroup = b;
    evidence.mountinfo = a + "\n1 2 3 / / " + b;
    RC_ASSERT(!parse_container(evidence).empty());
}

}  // namespace
}  // namespace inference_pio
