// A real server on loopback, asked by a real client.
#include "session/report_server.hpp"

#include <gmock/gmock.h>
#include <httplib.h>

#include <future>
#include <thread>

#include "fakes/embedded_report.hpp"
#include "golden/golden_file.hpp"
#include "test_folders.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ServedPage : public ::testing::Test {
protected:
    void SetUp() override {
        auto server = ReportServer::start(read_text_file(PIO_TEST_DATA_DIR "/report/index.html"),
                                          [this](std::uint64_t version) -> Result<Json> {
                                              ++made_;
                                              if (broken_) return fail(ErrorKind::malformed, "line 3 is cut", {});
                                              return Json{{"live", {{"version", version}}}, {"word", word_}};
                                          });
        ASSERT_TRUE(server) << server.error().message;
        server_ = *std::move(server);
        const std::string& address = server_->address();
        const std::size_t path = address.find('/', 7);
        origin_ = address.substr(0, path);
        path_ = address.substr(path);
    }

    [[nodiscard]] httplib::Client client() const {
        httplib::Client client(origin_);
        client.set_read_timeout(60);
        return client;
    }
    [[nodiscard]] httplib::Result get(const std::string& path, httplib::Headers headers = {}) const {
        auto asking = client();
        return asking.Get(path.c_str(), headers);
    }
    [[nodiscard]] std::string with_host(const std::string& host) const {
        const auto answer = get(path_, {{"Host", host}});
        return answer ? std::to_string(answer->status) : "no answer";
    }

    std::atomic<int> made_ = 0;
    std::atomic<bool> broken_ = false;
    std::string word_ = "first";
    std::unique_ptr<ReportServer> server_;
    std::string origin_;
    std::string path_;
};

TEST_F(ServedPage, IsThePageWithTheDocumentInIt) {
    EXPECT_TRUE(origin_.starts_with("http://127.0.0.1:"));
    EXPECT_EQ(path_.size(), 34U) << "128 bits in hexadecimal digits between slashes";
    const auto answer = get(path_);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200);
    EXPECT_THAT(answer->get_header_value("Content-Type"), HasSubstr("text/html"));
    EXPECT_EQ(answer->get_header_value("Cache-Control"), "no-store");
    EXPECT_EQ(answer->get_header_value("Referrer-Policy"), "no-referrer");
    EXPECT_EQ(answer->get_header_value("X-Frame-Options"), "DENY");
    EXPECT_THAT(answer->body, HasSubstr("connect-src 'self'"));
    EXPECT_EQ(parse_json(embedded_document(answer->body))->at("word"), "first");
}

TEST_F(ServedPage, GivesTheNewestDocumentAtOnceToWhoHasNone) {
    const auto answer = get(path_ + "report.json");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200);
    EXPECT_THAT(answer->get_header_value("Content-Type"), HasSubstr("application/json"));
    EXPECT_EQ(parse_json(answer->body)->at("live").at("version"), 1);
    EXPECT_EQ(get(path_ + "report.json?after=0")->status, 200);
    EXPECT_EQ(made_, 1) << "one document of one version, however often it is asked for";
}

TEST_F(ServedPage, WhoWaitsGetsTheNews) {
    auto waiting = std::async(std::launch::async, [&] { return get(path_ + "report.json?after=1"); });
    // Announced until it is heard: the request may be under way still.
    Seconds cost(0);
    while (cost == Seconds(0)) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        word_ = "second";
        cost = server_->announce();
    }
    const auto answer = waiting.get();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(parse_json(answer->body)->at("word"), "second");
    EXPECT_GT(parse_json(answer->body)->at("live").at("version"), 1);
}

TEST_F(ServedPage, NobodyWaitsSoNothingIsMade) {
    EXPECT_EQ(server_->announce(), Seconds(0));
    EXPECT_EQ(made_, 0);
    server_->finish(Seconds(60));  // returns at once
}

TEST_F(ServedPage, TheEndReachesThoseWhoLook) {
    ASSERT_EQ(get(path_)->status, 200);
    std::string last;
    std::thread looking([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        const auto answer = get(path_ + "report.json?after=1");
        if (answer) last = answer->body;
    });
    word_ = "the end";
    server_->finish(Seconds(60));
    server_.reset();
    looking.join();
    EXPECT_THAT(last, HasSubstr("the end"));
}

TEST_F(ServedPage, StoppingEndsThoseWhoWait) {
    auto waiting = std::async(std::launch::async, [&] { return get(path_ + "report.json?after=1"); });
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    server_.reset();
    const auto answer = waiting.get();
    if (answer) {
        EXPECT_EQ(answer->status, 204);
    }
}

TEST_F(ServedPage, AWrongTokenIsRefused) {
    std::string wrong = path_;
    wrong[5] = wrong[5] == 'a' ? 'b' : 'a';
    for (const std::string& path :
         {wrong, wrong + "report.json", std::string("/"), std::string("/report.json"), path_.substr(0, 20) + "/",
          path_.substr(0, 33), path_ + path_.substr(1), std::string("/%00/"), std::string("//")}) {
        const auto answer = get(path);
        ASSERT_TRUE(answer) << path;
        EXPECT_THAT(answer->status, ::testing::AnyOf(403, 404)) << path;
        EXPECT_THAT(answer->body, Not(HasSubstr("first"))) << path;
    }
    EXPECT_EQ(get(wrong)->status, 403);
    EXPECT_EQ(made_, 0);
}

TEST_F(ServedPage, AForeignHostIsRefused) {
    const std::string port = origin_.substr(origin_.rfind(':'));
    for (const std::string& host :
         {std::string("evil.example"), "evil.example" + port, std::string("127.0.0.1.evil.example"),
          std::string("localhost.evil.example:80"), std::string("192.168.0.1"),
          std::string("127.0.0.1:80:evil.example"), std::string(":80"), std::string("[::1]")}) {
        EXPECT_EQ(with_host(host), "403") << host;
    }
    for (const std::string& host :
         {"127.0.0.1" + port, "localhost" + port, std::string("localhost:8080"), std::string("localhost")}) {
        EXPECT_EQ(with_host(host), "200") << host << ": an SSH tunnel has a port of its own";
    }
}

TEST_F(ServedPage, NothingElseIsServed) {
    for (const char* path : {"../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd", "etc/passwd", "index.html", "report.json/",
                             "reportXjson", "..%2f..%2fetc%2fpasswd"}) {
        const auto answer = get(path_ + path);
        ASSERT_TRUE(answer) << path;
        EXPECT_THAT(answer->status, ::testing::AnyOf(403, 404)) << path;
        EXPECT_THAT(answer->body, Not(HasSubstr("root:"))) << path;
    }
    auto asking = client();
    EXPECT_EQ(asking.Post(path_.c_str(), "x", "text/plain")->status, 405);
    EXPECT_EQ(client().Delete(path_.c_str())->status, 405);
    EXPECT_EQ(client().Put(path_.c_str(), "x", "text/plain")->status, 405);
    EXPECT_EQ(client().Head(path_.c_str())->status, 200);
    for (const char* after : {"x", "-1", "1x", "99999999999999999999999", "1.5"}) {
        EXPECT_EQ(get(path_ + "report.json?after=" + after)->status, 400) << after;
    }
}

TEST_F(ServedPage, ADocumentThatCannotBeMadeIsSaid) {
    broken_ = true;
    const auto answer = get(path_);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 500);
    EXPECT_THAT(answer->body, HasSubstr("line 3 is cut"));
    broken_ = false;
    EXPECT_EQ(get(path_)->status, 200) << "it is tried again";
}

TEST_F(ServedPage, MoreThanItCanHoldAreSentAway) {
    std::vector<std::future<httplib::Result>> waiting;
    for (std::size_t i = 0; i < kMostWaiting; ++i) {
        waiting.push_back(std::async(std::launch::async, [&] { return get(path_ + "report.json?after=1"); }));
    }
    // Those that wait are counted by whoever is refused.
    int status = 0;
    while (status != 503) {
        auto asking = client();
        asking.set_read_timeout(0, 100'000);
        const auto answer = asking.Get((path_ + "report.json?after=1").c_str());
        if (answer) status = answer->status;
    }
    EXPECT_EQ(get(path_)->status, 200) << "the page itself is there all the same";
    server_->announce();
    for (auto& one : waiting) EXPECT_TRUE(one.get());
}

TEST(ReportServer, APageThatCannotAskIsRefusedBeforeAnythingIsServed) {
    const auto server = ReportServer::start("<html>@REPORT_DATA@</html>", [](std::uint64_t) { return Json(); });
    ASSERT_FALSE(server);
    EXPECT_EQ(server.error().kind, ErrorKind::malformed);
}

TEST(ReportServer, EachHasATokenOfItsOwn) {
    const std::string page = read_text_file(PIO_TEST_DATA_DIR "/report/index.html");
    const auto make = [](std::uint64_t) { return Result<Json>(Json::object()); };
    const auto one = ReportServer::start(page, make);
    const auto two = ReportServer::start(page, make);
    ASSERT_TRUE(one && two);
    const auto token = [](const std::string& address) { return address.substr(address.find('/', 7)); };
    EXPECT_NE(token((*one)->address()), token((*two)->address()));
}

}  // namespace
}  // namespace inference_pio
