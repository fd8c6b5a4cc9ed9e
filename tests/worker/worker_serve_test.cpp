#include "worker/worker_serve.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <sstream>
#include <string>
#include <thread>

#include "protocol/codec.hpp"
#include "worker/test_registry.hpp"

namespace inference_pio {
namespace {

using testing::HasSubstr;

// What the serve loop answers to all of `input`.
std::vector<Event> serve_all(const std::string& input, WorkerSession& session) {
    std::array<int, 2> commands{};
    std::array<int, 2> events{};
    EXPECT_EQ(::pipe2(commands.data(), O_CLOEXEC), 0);
    EXPECT_EQ(::pipe2(events.data(), O_CLOEXEC), 0);
    std::thread writer([&] {
        std::size_t at = 0;
        while (at < input.size()) {
            const ssize_t put = ::write(commands[1], input.data() + at, std::min<std::size_t>(input.size() - at, 777));
            if (put <= 0) break;
            at += static_cast<std::size_t>(put);
        }
        ::close(commands[1]);
    });
    std::string answers;
    std::thread reader([&] {
        std::array<char, 4096> block{};
        for (ssize_t got = 0; (got = ::read(events[0], block.data(), block.size())) > 0;) {
            answers.append(block.data(), static_cast<std::size_t>(got));
        }
    });
    EXPECT_TRUE(serve({commands[0], events[1]}, session));
    ::close(events[1]);
    reader.join();
    // A loop that ended early leaves the writer with a full pipe.
    std::array<char, 65536> rest{};
    while (::read(commands[0], rest.data(), rest.size()) > 0) {
    }
    writer.join();
    ::close(commands[0]);
    ::close(events[0]);

    std::vector<Event> decoded;
    std::istringstream lines(answers);
    for (std::string line; std::getline(lines, line);) {
        auto event = decode_event(line);
        EXPECT_TRUE(event) << line;
        if (event) decoded.push_back(*std::move(event));
    }
    return decoded;
}

class WorkerServeTest : public testing::Test {
protected:
    WorkerServeTest() {
        registry_.add("b").prepare([](Preparation& preparation) -> Result<Measure> {
            preparation.progress("half way");
            return nothing_to_measure(preparation.parameters);
        });
    }

    TestRegistry registry_;
    WorkerServices services_;
    WorkerSession session_{registry_.benchmarks(), {}, services_};
};

TEST_F(WorkerServeTest, AnswersEachLineInOrder) {
    const auto events = serve_all(
        "{\"do\":\"describe\"}\n{\"do\":\"prepare\",\"benchmark\":\"b\"}\n{\"do\":\"measure\"}\n{\"do\":\"release\"}\n",
        session_);
    ASSERT_EQ(events.size(), 5U);
    EXPECT_TRUE(std::holds_alternative<DescribedEvent>(events[0]));
    EXPECT_EQ(events[1], Event(ProgressEvent{"half way"}));
    EXPECT_TRUE(std::holds_alternative<ReadyEvent>(events[2]));
    EXPECT_TRUE(std::holds_alternative<SampleEvent>(events[3]));
    EXPECT_TRUE(std::holds_alternative<ReleasedEvent>(events[4]));
}

TEST_F(WorkerServeTest, GoesOnAfterWhatItDoesNotUnderstand) {
    const auto events = serve_all("nonsense\n{\"do\":\"dance\"}\n\n{\"do\":\"describe\"}\nno newline", session_);
    ASSERT_EQ(events.size(), 4U) << "a line without end was never said";
    EXPECT_TRUE(std::holds_alternative<FailedEvent>(events[0]));
    EXPECT_THAT(std::get<FailedEvent>(events[1]).error.message, HasSubstr("dance"));
    EXPECT_TRUE(std::holds_alternative<FailedEvent>(events[2]));
    EXPECT_TRUE(std::holds_alternative<DescribedEvent>(events[3]));
}

TEST_F(WorkerServeTest, LineWithoutBoundEndsTheLoop) {
    const auto events =
        serve_all(std::string((std::size_t{16} << 20U) + 100, 'x') + "\n{\"do\":\"describe\"}\n", session_);
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(std::get<FailedEvent>(events[0]).error.kind, ErrorKind::malformed);
}

TEST_F(WorkerServeTest, NoDescriptorMeansNoParent) {
    ::unsetenv("PIO_EVENT_FD");
    const auto pipes = take_worker_pipes();
    ASSERT_TRUE(pipes);
    EXPECT_FALSE(pipes->has_value());
}

TEST_F(WorkerServeTest, DescriptorThatIsNoneIsAnError) {
    for (const char* text : {"", "x", "3x", "-1", "987654"}) {
        ::setenv("PIO_EVENT_FD", text, 1);
        const auto pipes = take_worker_pipes();
        ASSERT_FALSE(pipes) << text;
        EXPECT_EQ(pipes.error().kind, ErrorKind::invalid_argument);
    }
    ::unsetenv("PIO_EVENT_FD");
}

}  // namespace
}  // namespace inference_pio
