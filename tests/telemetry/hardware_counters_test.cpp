#include "telemetry/hardware_counters.hpp"

#include <gmock/gmock.h>
#include <linux/perf_event.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <future>
#include <map>
#include <set>
#include <thread>

#include "fakes/fake_system.hpp"

namespace inference_pio {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

constexpr std::uint64_t kPages = 64;

// Pages that the kernel counts: each is new to the process.
void touch_pages() {
    const auto size = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    void* const memory = ::mmap(nullptr, kPages * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ASSERT_NE(memory, MAP_FAILED);
    ::madvise(memory, kPages * size, MADV_NOHUGEPAGE);
    for (std::size_t page = 0; page < kPages; ++page) static_cast<volatile char*>(memory)[page * size] = 1;
    ::munmap(memory, kPages * size);
}

// A counter of the kernel's own, which virtual machines have too, on the way of the hardware's.
const CounterKind kPageFaults{"page_faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS};

class SoftwareCounters : public testing::Test {
protected:
    void SetUp() override {
        if (!counters_.missing().empty()) GTEST_SKIP() << counters_.missing().begin()->second;
        before_ = counters_.read();
    }
    double counted() const { return counters_.counts_between(before_, counters_.read()).at("page_faults"); }

    // There before the counters: an engine's pool.
    std::promise<void> go_;
    std::promise<void> done_;
    std::thread early_{[this] {
        go_.get_future().wait();
        touch_pages();
        done_.set_value();
    }};
    ~SoftwareCounters() override {
        if (early_.joinable()) {
            go_.set_value();
            early_.join();
        }
    }

    HardwareCounters counters_{MachineFiles(), kernel_perf_calls(), {kPageFaults}};
    HardwareCounters::Reading before_;
};

TEST_F(SoftwareCounters, CountThisThread) {
    touch_pages();
    EXPECT_GE(counted(), kPages);
}

TEST_F(SoftwareCounters, CountThreadsThatWereThereBefore) {
    go_.set_value();
    done_.get_future().wait();  // still alive or not: both count
    early_.join();
    EXPECT_GE(counted(), kPages);
}

TEST_F(SoftwareCounters, CountThreadsThatCameAndWentSince) {
    std::thread([] { std::thread(touch_pages).join(); }).join();
    EXPECT_GE(counted(), kPages);
}

TEST_F(SoftwareCounters, CountChildProcesses) {
    const pid_t child = ::fork();
    if (child == 0) {
        touch_pages();
        ::_exit(0);
    }
    ::waitpid(child, nullptr, 0);
    EXPECT_GE(counted(), kPages);
}

TEST_F(SoftwareCounters, CountNothingTwice) {
    // The test itself faults in a few pages; twice the touched ones would be far more.
    std::thread(touch_pages).join();
    touch_pages();
    EXPECT_LT(counted(), 3 * kPages);
}

// A kernel that says what a test wants.
struct FakeKernel {
    std::map<std::string, int> refusals;  // by kind: an errno
    std::set<int> refused_reads;
    std::vector<pid_t> threads;  // asked for
    int opened = 0;
    int closed = 0;
    std::uint64_t count = 0;

    PerfCalls calls() {
        return {[this](const CounterKind& kind, pid_t thread) {
                    threads.push_back(thread);
                    const auto refusal = refusals.find(kind.evidence);
                    return refusal != refusals.end() ? -refusal->second : opened++;
                },
                [this](int descriptor) -> std::optional<CounterReading> {
                    if (refused_reads.contains(descriptor)) return std::nullopt;
                    return CounterReading{count, count, count};
                },
                [this](int) { ++closed; }};
    }
};

class HardwareCountersTest : public testing::Test {
protected:
    HardwareCountersTest() { system.write("/proc/sys/kernel/perf_event_paranoid", "2\n"); }
    FakeSystem system;
    FakeKernel kernel;
};

TEST_F(HardwareCountersTest, EveryThreadHasItsCounterOfEachKind) {
    system.write("/proc/self/task/41/stat", "");
    system.write("/proc/self/task/42/stat", "");
    {
        const HardwareCounters counters(MachineFiles(system.root()), kernel.calls());
        EXPECT_THAT(counters.missing(), IsEmpty());
        EXPECT_THAT(kernel.threads, ElementsAre(41, 42, 41, 42, 41, 42));
        const auto before = counters.read();
        kernel.count = 100;
        EXPECT_THAT(counters.counts_between(before, counters.read()),
                    ElementsAre(Pair("cycles", 200), Pair("instructions", 200), Pair("llc_misses", 200)));
    }
    EXPECT_EQ(kernel.closed, kernel.opened);
}

TEST_F(HardwareCountersTest, AKindThatIsRefusedHasAReasonAndLeavesTheOthers) {
    kernel.refusals = {{"llc_misses", ENOENT}, {"cycles", EACCES}};
    const HardwareCounters counters(MachineFiles(system.root()), kernel.calls());
    EXPECT_THAT(counters.missing().at("llc_misses"), HasSubstr("virtual machine"));
    EXPECT_THAT(counters.missing().at("cycles"), HasSubstr("container"));
    const auto before = counters.read();
    kernel.count = 5;
    EXPECT_THAT(counters.counts_between(before, counters.read()), ElementsAre(Pair("instructions", 5)));
}

TEST_F(HardwareCountersTest, AThreadThatEndedMeanwhileIsNoFailure) {
    kernel.refusals = {{"instructions", ESRCH}};
    const HardwareCounters counters(MachineFiles(system.root()), kernel.calls());
    EXPECT_THAT(counters.missing(), IsEmpty());
    EXPECT_FALSE(counters.counts_between(counters.read(), counters.read()).contains("instructions"));
}

TEST_F(HardwareCountersTest, AReadingThatFailsGivesNoCount) {
    const HardwareCounters counters(MachineFiles(system.root()), kernel.calls());
    const auto before = counters.read();
    kernel.refused_reads = {0};
    EXPECT_THAT(counters.counts_between(before, counters.read()),
                ElementsAre(Pair("cycles", 0), Pair("llc_misses", 0)));
}

TEST_F(HardwareCountersTest, AKernelWithoutCountersIsNotAsked) {
    FakeSystem bare;
    const HardwareCounters counters(MachineFiles(bare.root()), kernel.calls());
    EXPECT_EQ(counters.missing().size(), 3U);
    EXPECT_THAT(counters.missing().at("cycles"), HasSubstr("perf_event_paranoid does not exist"));
    EXPECT_EQ(kernel.opened, 0);
}

TEST(ComputeScaledCount, IsTheDifferenceScaledToTheWholeTime) {
    EXPECT_EQ(compute_scaled_count({10, 100, 100}, {25, 200, 200}), 15.0);
    EXPECT_EQ(compute_scaled_count({10, 100, 50}, {25, 200, 100}), 30.0) << "counted half of the time";
    EXPECT_EQ(compute_scaled_count({10, 100, 50}, {10, 100, 50}), 0.0) << "its thread slept";
    EXPECT_EQ(compute_scaled_count({10, 100, 50}, {10, 200, 50}), std::nullopt) << "never had its turn";
    EXPECT_EQ(compute_scaled_count({10, 100, 50}, {9, 200, 60}), std::nullopt);
}

TEST(ExplainCounterRefusal, SaysWhatToDo) {
    const struct {
        int error;
        std::optional<int> paranoid;
        const char* expected;
    } cases[] = {{ENOENT, 2, "virtual machine"},
                 {EOPNOTSUPP, 2, "virtual machine"},
                 {EACCES, 3, "is 3: sudo sysctl"},
                 {EPERM, 4, "is 4: sudo sysctl"},
                 {EPERM, 2, "seccomp"},
                 {EACCES, std::nullopt, "seccomp"},
                 {ENOSYS, 2, "perf_event_open"},
                 {EMFILE, 2, "ulimit"},
                 {EINVAL, 2, "Invalid argument"}};
    for (const auto& one : cases) {
        EXPECT_THAT(explain_counter_refusal(one.error, one.paranoid), HasSubstr(one.expected)) << one.error;
    }
}

}  // namespace
}  // namespace inference_pio
