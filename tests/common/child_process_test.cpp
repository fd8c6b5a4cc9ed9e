#include "common/child_process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <thread>

#include "common/cancellation.hpp"
#include "common/child_script.hpp"
#include "fakes/temporary_folder.hpp"

namespace inference_pio {
namespace {

using testing::HasSubstr;

TEST(ChildProcessTest, ReportsHowItEnded) {
    const auto exited = run_command(machine_launcher(), script("echo out; echo err >&2; exit 3"), kPatience);
    ASSERT_TRUE(exited) << exited.error().message;
    EXPECT_EQ(exited->status.code, 3);
    EXPECT_EQ(exited->status.signal, std::nullopt);
    EXPECT_EQ(exited->output, "out\n");
    EXPECT_EQ(exited->errors, "err\n");

    const auto signalled = run_command(machine_launcher(), script("kill -SEGV $$"), kPatience);
    EXPECT_EQ(signalled->status.code, std::nullopt);
    EXPECT_EQ(signalled->status.signal, SIGSEGV);
}

TEST(ChildProcessTest, SigkillOfSomeoneElseIsNotBlamedOnMemory) {
    const auto killed = run_command(machine_launcher(), script("kill -KILL $$"), kPatience);
    EXPECT_EQ(killed->status.signal, SIGKILL);
    EXPECT_FALSE(killed->status.killed_for_memory);
}

TEST(ChildProcessTest, DoesNotGetWhatOthersLeftOpen) {
    const int left_open = ::dup(STDERR_FILENO);  // without close-on-exec
    const auto listed = run_command(machine_launcher(), script("ls /proc/self/fd"), kPatience);
    ::close(left_open);
    ASSERT_TRUE(listed) << listed.error().message;
    EXPECT_EQ(listed->output, "0\n1\n2\n3\n") << "the last is the folder that is listed";
}

TEST(ChildProcessTest, KeepsOnlyTheEndOfAFlood) {
    LaunchSpec spec = script("yes 0123456789 | head -c 20000000; echo end");
    spec.output_kept = Bytes{1000};
    const auto flood = run_command(machine_launcher(), spec, kPatience);
    ASSERT_TRUE(flood);
    EXPECT_EQ(flood->output.size(), 1000U);
    EXPECT_TRUE(flood->output.ends_with("end\n"));
}

TEST(ChildProcessTest, EventsComeLineByLineWhileOutputIsDrained) {
    const auto child = launch(
        "yes | head -c 1000000; echo one >&$PIO_EVENT_FD; echo two >&$PIO_EVENT_FD; printf part >&$PIO_EVENT_FD");
    EXPECT_EQ(child->read_event(kPatience).value(), "one");
    EXPECT_EQ(child->read_event(kPatience).value(), "two");
    EXPECT_EQ(child->read_event(kPatience).value(), std::nullopt) << "a part of a line is no line";
    EXPECT_EQ(child->wait(kPatience)->code, 0);
    EXPECT_EQ(child->read_event(kPatience).value(), std::nullopt);
}

TEST(ChildProcessTest, EventsThatNobodyReadDoNotHoldTheChildUp) {
    const auto child = launch("yes 0123456789 | head -n 100000 >&$PIO_EVENT_FD");
    EXPECT_EQ(child->wait(kPatience)->code, 0);
    EXPECT_EQ(child->read_event(kPatience).value(), "0123456789") << "what was sent before the end is kept";
}

TEST(ChildProcessTest, SilenceTimesOut) {
    const auto child = launch("sleep 60");
    EXPECT_EQ(child->read_event(Seconds(0.01)).error().kind, ErrorKind::timed_out);
    EXPECT_EQ(child->wait(Seconds(0.01)).error().kind, ErrorKind::timed_out);
    const ExitStatus killed = child->kill();
    EXPECT_EQ(killed.signal, SIGKILL);
    EXPECT_FALSE(killed.killed_for_memory);
}

TEST(ChildProcessTest, OutputWithoutEndDoesNotHoldTheDeadlineOff) {
    const auto child = launch("yes");
    EXPECT_EQ(child->read_event(Seconds(0.05)).error().kind, ErrorKind::timed_out);
    EXPECT_EQ(child->wait(Seconds(0.05)).error().kind, ErrorKind::timed_out);
}

TEST(ChildProcessTest, LineOverTheLimitIsMalformed) {
    LaunchSpec spec = script("yes | tr -d '\\n' >&$PIO_EVENT_FD");
    spec.event_pipe = true;
    spec.line_limit = kibibytes(100);
    const auto child = machine_launcher().launch(spec, nullptr);
    ASSERT_TRUE(child);
    const auto event = (*child)->read_event(kPatience);
    ASSERT_FALSE(event);
    EXPECT_EQ(event.error().kind, ErrorKind::malformed);
}

TEST(ChildProcessTest, CancellationWakesAReaderUp) {
    Cancellation cancellation;
    const auto child = launch("sleep 60", &cancellation);
    std::thread stopper([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        cancellation.request();
    });
    EXPECT_EQ(child->read_event(kPatience).error().kind, ErrorKind::cancelled);
    stopper.join();
    EXPECT_EQ(child->wait(kPatience).error().kind, ErrorKind::cancelled);
}

TEST(ChildProcessTest, LinesGoToStandardInput) {
    const auto child = launch("while read line; do echo \"got $line\" >&$PIO_EVENT_FD; done");
    ASSERT_TRUE(child->send_line("first"));
    EXPECT_EQ(child->read_event(kPatience).value(), "got first");
    ASSERT_TRUE(child->send_line("second"));
    EXPECT_EQ(child->read_event(kPatience).value(), "got second");
    child->close_input();
    EXPECT_EQ(child->wait(kPatience)->code, 0);
}

TEST(ChildProcessTest, LongLineToAChildThatWritesBeforeItReads) {
    // More than the pipes hold, both ways: neither may wait for the other.
    const auto child = launch("yes | head -c 1000000; head -n 1 | wc -c >&$PIO_EVENT_FD");
    ASSERT_TRUE(child->send_line(std::string(1'000'000, 'x')));
    EXPECT_THAT(child->read_event(kPatience).value().value(), HasSubstr("1000001"));
}

TEST(ChildProcessTest, SendingToAChildThatIsGoneIsAnErrorAndNoSignal) {
    const auto child = launch("exec <&-; echo closed >&$PIO_EVENT_FD; sleep 60");
    EXPECT_EQ(child->read_event(kPatience).value(), "closed");
    EXPECT_EQ(child->send_line("hello").error().kind, ErrorKind::crashed);
    child->kill();
    EXPECT_EQ(child->send_line("hello").error().kind, ErrorKind::crashed);
}

TEST(ChildProcessTest, KillEndsDescendantsToo) {
    const auto child = launch("sleep 600 & echo $! >&$PIO_EVENT_FD; wait");
    const pid_t descendant = std::stoi(child->read_event(kPatience).value().value());
    ASSERT_TRUE(is_running(descendant));
    child->kill();
    EXPECT_TRUE(ends(descendant));
}

TEST(ChildProcessTest, DestructorEndsTheGroup) {
    pid_t descendant = 0;
    {
        const auto child = launch("sleep 600 & echo $! >&$PIO_EVENT_FD; wait");
        descendant = std::stoi(child->read_event(kPatience).value().value());
    }
    EXPECT_TRUE(ends(descendant));
}

TEST(ChildProcessTest, DescendantsEndWithAChildThatExits) {
    const auto child = launch("sleep 600 & echo $! >&$PIO_EVENT_FD; exit 5");
    const pid_t descendant = std::stoi(child->read_event(kPatience).value().value());
    EXPECT_EQ(child->wait(kPatience)->code, 5);
    EXPECT_TRUE(ends(descendant));
}

TEST(ChildProcessTest, DescendantThatLeftTheGroupDoesNotHoldTheEndUp) {
    const auto child =
        launch("setsid sh -c 'echo $$ >&'$PIO_EVENT_FD'; exec sleep 600' & wait_for_it=1; sleep 0.2; exit 4");
    const pid_t stray = std::stoi(child->read_event(kPatience).value().value());
    EXPECT_EQ(child->read_event(kPatience).value(), std::nullopt) << "it still holds the event pipe";
    EXPECT_EQ(child->wait(kPatience)->code, 4);
    EXPECT_TRUE(is_running(stray)) << "else this test shows nothing";
    ::kill(stray, SIGKILL);
}

TEST(ChildProcessTest, StatusIsKept) {
    const auto child = launch("exit 7");
    EXPECT_EQ(child->wait(kPatience)->code, 7);
    EXPECT_EQ(child->wait(Seconds(0))->code, 7);
    EXPECT_EQ(child->kill().code, 7);
    EXPECT_EQ(child->peak_resident(), std::nullopt);
}

TEST(ChildProcessTest, PeakMemoryCoversReapedDescendants) {
    // tail has to keep all of a line without end.
    const auto big =
        run_command(machine_launcher(), script("head -c 80000000 /dev/zero | tail -n 1 | wc -c"), kPatience);
    ASSERT_TRUE(big);
    EXPECT_EQ(big->status.code, 0);
    EXPECT_GT(big->status.peak_memory, Bytes{80'000'000});
    EXPECT_GT(big->status.peak_memory_floor, Bytes{});
    EXPECT_GT(big->status.user_time + big->status.system_time, Seconds(0));
}

TEST(ChildProcessTest, PeakResidentIsReadWhileItLives) {
    const auto child = launch("echo here >&$PIO_EVENT_FD; sleep 60");
    ASSERT_TRUE(child->read_event(kPatience));
    const auto peak = child->peak_resident();
    ASSERT_TRUE(peak);
    EXPECT_GT(*peak, kibibytes(100));
}

TEST(ChildProcessTest, RunCommandKillsWhatTakesTooLong) {
    const TemporaryFolder folder;
    const auto file = folder.path() / "pid";
    const auto ended =
        run_command(machine_launcher(), script("echo $$ > " + file.string() + "; exec sleep 600"), Seconds(0.5));
    ASSERT_FALSE(ended);
    EXPECT_EQ(ended.error().kind, ErrorKind::timed_out);
    EXPECT_TRUE(ends(std::stoi(read_text(file))));
}

}  // namespace
}  // namespace inference_pio
