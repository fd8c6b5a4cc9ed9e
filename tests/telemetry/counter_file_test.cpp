#include "telemetry/counter_file.hpp"

#include <gtest/gtest.h>

#include "fakes/fake_system.hpp"

namespace inference_pio {
namespace {

TEST(CounterFile, SeesWhatChangesWhileItIsOpen) {
    FakeSystem system;
    system.write("/sys/counter", "7\n");
    CounterFile file(system.root(), "/sys/counter");
    EXPECT_EQ(file.read_number(), 7U);
    system.write("/sys/counter", "18446744073709551615");
    EXPECT_EQ(file.read_number(), 18446744073709551615U);
    EXPECT_EQ(file.refusal(), "");
}

TEST(CounterFile, WhatIsNoNumberIsNone) {
    FakeSystem system;
    for (const char* text : {"", "x", "-3", "1 2", "18446744073709551616"}) {
        system.write("/sys/counter", text);
        EXPECT_EQ(CounterFile(system.root(), "/sys/counter").read_number(), std::nullopt) << text;
    }
}

TEST(CounterFile, AMissingFileIsNamed) {
    FakeSystem system;
    CounterFile file(system.root(), "/proc/pressure/cpu");
    EXPECT_EQ(file.read(), "");
    EXPECT_EQ(file.refusal(), "/proc/pressure/cpu does not exist");
    system.write("/sys/file", "");
    EXPECT_EQ(CounterFile(system.root(), "/sys/file/below").refusal(), "/sys/file/below does not exist");
}

TEST(CounterFile, AFileThatRefusesToBeReadIsNamed) {
    FakeSystem system;
    std::filesystem::create_directories(system.root() / "sys/folder");
    CounterFile file(system.root(), "/sys/folder");
    EXPECT_EQ(file.read(), "");
    EXPECT_EQ(file.refusal(), "/sys/folder cannot be read: Is a directory");
}

TEST(CounterFile, OnlyTheBeginningIsRead) {
    FakeSystem system;
    system.write("/proc/stat", std::string(5000, 'x'));
    EXPECT_EQ(CounterFile(system.root(), "/proc/stat").read(), std::string(CounterFile::kMaximumBytes, 'x'));
}

}  // namespace
}  // namespace inference_pio
