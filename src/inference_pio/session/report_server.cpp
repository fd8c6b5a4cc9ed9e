#include "session/report_server.hpp"

#include <fmt/format.h>
#include <httplib.h>
#include <sys/random.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>

#include "reporting/html_report.hpp"

namespace inference_pio {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr const char* kLoopback = "127.0.0.1";
constexpr std::chrono::seconds kLongestWait{25};
constexpr std::chrono::seconds kStillLooking{10};  // since its last answer: a page is drawn before it asks again
constexpr std::size_t kLargestRequestBody = 1024;
constexpr std::size_t kThreads = kMostWaiting + 4;

// Gives up the process's place in the queue for this thread alone: what is measured comes first.
bool lower_priority() { return ::setpriority(PRIO_PROCESS, 0, 19) == 0; }

// 128 bits from the kernel.
Result<std::string> make_token() {
    std::array<unsigned char, 16> bytes{};
    if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
        return fail(ErrorKind::io, "the kernel gives no random numbers for the address of the page", {});
    }
    std::string token;
    for (const unsigned char byte : bytes) token += fmt::format("{:02x}", byte);
    return token;
}

// Takes as long for a token that is wrong in its first character as for one that is wrong in its last.
bool equal_tokens(std::string_view given, std::string_view token) {
    if (given.size() != token.size()) return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < token.size(); ++i) {
        difference |= static_cast<unsigned char>(given[i]) ^ static_cast<unsigned char>(token[i]);
    }
    return difference == 0;
}

// Any port: an SSH tunnel has one of its own at the viewer's end.
bool names_this_machine(std::string_view host) {
    const std::string_view name = host.substr(0, host.rfind(':'));
    return name == kLoopback || name == "localhost";
}

// "/<token>/…" -> token; empty: none.
std::string_view token_of(std::string_view path) {
    if (path.empty() || path.front() != '/') return {};
    const std::size_t end = path.find('/', 1);
    return end == std::string_view::npos ? std::string_view{} : path.substr(1, end - 1);
}

void refuse(httplib::Response& response, int status, std::string_view why) {
    response.status = status;
    response.set_content(std::string(why) + '\n', "text/plain; charset=utf-8");
}

}  // namespace

struct ReportServer::Machinery {
    struct Made {
        std::uint64_t version = 0;
        std::shared_ptr<const std::string> json;
        std::shared_ptr<const std::string> html;
    };

    std::string page;
    MakeDocument make_document;
    std::string token;
    std::string address;

    std::mutex making;
    std::optional<Made> made;  // guarded by `making`

    std::mutex mutex;  // guards the rest
    std::condition_variable changed;
    std::uint64_t version = 1;
    std::uint64_t answered_version = 0;
    std::optional<SteadyClock::time_point> last_answer;
    std::size_t waiting = 0;
    bool stopping = false;

    httplib::Server http;
    std::atomic<bool> over = false;  // it does not listen any more
    std::thread thread;

    Result<Made> document();
    void answer(httplib::Response& response, const std::shared_ptr<const std::string>& text, std::uint64_t of,
                const char* type);
    void note_answer(std::uint64_t answered);
    bool somebody_looks();
    httplib::Server::HandlerResponse guard(const httplib::Request& request, httplib::Response& response);
    void send_page(httplib::Response& response);
    void send_document(const httplib::Request& request, httplib::Response& response);
    std::optional<std::uint64_t> wait_for_news(std::uint64_t after, httplib::Response& response);
    Result<void> listen();
};

Result<ReportServer::Machinery::Made> ReportServer::Machinery::document() {
    const std::lock_guard lock(making);
    std::uint64_t wanted = 0;
    {
        const std::lock_guard counting(mutex);
        wanted = version;
    }
    if (made && made->version == wanted) return *made;
    const auto json = make_document(wanted);
    if (!json) return fail(json.error());
    auto html = format_served_report(*json, page);
    if (!html) return fail(std::move(html.error()));
    made = Made{wanted, std::make_shared<const std::string>(print_json(*json)),
                std::make_shared<const std::string>(*std::move(html))};
    return *made;
}

// A provider of known length is sent as it is: compressing on loopback would only take time from what is measured. A stop
// cuts what is being written, so the version counts as answered when it is out.
void ReportServer::Machinery::answer(httplib::Response& response, const std::shared_ptr<const std::string>& text,
                                     std::uint64_t of, const char* type) {
    note_answer(0);  // somebody looks
    response.set_content_provider(
        text->size(), type,
        [text](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
            return sink.write(text->data() + offset, length);
        },
        [this, of](bool whole) {
            if (whole) note_answer(of);
        });
}

void ReportServer::Machinery::note_answer(std::uint64_t answered) {
    const std::lock_guard lock(mutex);
    answered_version = std::max(answered_version, answered);
    last_answer = SteadyClock::now();
    changed.notify_all();
}

// With `mutex` held.
bool ReportServer::Machinery::somebody_looks() {
    return waiting > 0 || (last_answer && SteadyClock::now() - *last_answer < kStillLooking);
}

httplib::Server::HandlerResponse ReportServer::Machinery::guard(const httplib::Request& request,
                                                                httplib::Response& response) {
    [[maybe_unused]] static thread_local const bool lowered = lower_priority();
    const auto refused = httplib::Server::HandlerResponse::Handled;
    if (request.get_header_value_count("Host") != 1 || !names_this_machine(request.get_header_value("Host"))) {
        refuse(response, 403, "this page is for this machine only");
        return refused;
    }
    if (!equal_tokens(token_of(request.path), token)) {
        refuse(response, 403, "the address lacks the token that piobench printed");
        return refused;
    }
    if (request.method != "GET" && request.method != "HEAD") {
        refuse(response, 405, "there is nothing to do here but to look");
        return refused;
    }
    return httplib::Server::HandlerResponse::Unhandled;
}

void ReportServer::Machinery::send_page(httplib::Response& response) {
    const auto current = document();
    if (!current) return refuse(response, 500, current.error().message);
    answer(response, current->html, current->version, "text/html; charset=utf-8");
}

// Absent: `response` says why.
std::optional<std::uint64_t> ReportServer::Machinery::wait_for_news(std::uint64_t after, httplib::Response& response) {
    std::unique_lock lock(mutex);
    if (version > after) return version;
    if (waiting >= kMostWaiting) {
        refuse(response, 503, "too many pages wait for news");
        return std::nullopt;
    }
    ++waiting;
    changed.wait_for(lock, kLongestWait, [&] { return stopping || version > after; });
    --waiting;
    last_answer = SteadyClock::now();
    if (version > after) return version;
    response.status = 204;
    return std::nullopt;
}

void ReportServer::Machinery::send_document(const httplib::Request& request, httplib::Response& response) {
    std::uint64_t after = 0;
    const std::string given = request.get_param_value("after");
    const auto parsed = std::from_chars(given.data(), given.data() + given.size(), after);
    if (!given.empty() && (parsed.ec != std::errc{} || parsed.ptr != given.data() + given.size())) {
        return refuse(response, 400, "after=N takes the version that the page has");
    }
    if (!wait_for_news(after, response)) return;
    const auto current = document();
    if (!current) return refuse(response, 500, current.error().message);
    answer(response, current->json, current->version, "application/json; charset=utf-8");
}

Result<void> ReportServer::Machinery::listen() {
    http.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
    http.set_socket_options([](socket_t) {});  // the default ones let another process take the same port
    http.set_keep_alive_timeout(1);
    http.set_payload_max_length(kLargestRequestBody);
    http.set_default_headers({{"Cache-Control", "no-store"},
                              {"Referrer-Policy", "no-referrer"},
                              {"X-Content-Type-Options", "nosniff"},
                              {"X-Frame-Options", "DENY"},
                              {"Cross-Origin-Resource-Policy", "same-origin"}});
    http.set_pre_routing_handler(
        [this](const httplib::Request& request, httplib::Response& response) { return guard(request, response); });
    http.Get("/" + token + "/",
             [this](const httplib::Request&, httplib::Response& response) { send_page(response); });
    http.Get("/" + token + "/report\\.json", [this](const httplib::Request& request, httplib::Response& response) {
        send_document(request, response);
    });
    const int port = http.bind_to_any_port(kLoopback);
    if (port <= 0) {
        return fail(ErrorKind::io, fmt::format("no port of {} can be had to serve the page on", kLoopback),
                    "check that the loopback interface is up");
    }
    address = fmt::format("http://{}:{}/{}/", kLoopback, port, token);
    thread = std::thread([this] {
        http.listen_after_bind();
        over = true;
    });
    return {};
}

ReportServer::ReportServer(std::unique_ptr<Machinery> machinery) : machinery_(std::move(machinery)) {}

Result<std::unique_ptr<ReportServer>> ReportServer::start(std::string page, MakeDocument make_document) {
    if (auto filled = format_served_report(Json::object(), page); !filled) return fail(std::move(filled.error()));
    auto token = make_token();
    if (!token) return fail(std::move(token.error()));
    auto machinery = std::make_unique<Machinery>();
    machinery->page = std::move(page);
    machinery->make_document = std::move(make_document);
    machinery->token = *std::move(token);
    if (auto listening = machinery->listen(); !listening) return fail(std::move(listening.error()));
    return std::unique_ptr<ReportServer>(new ReportServer(std::move(machinery)));
}

ReportServer::~ReportServer() {
    {
        const std::lock_guard lock(machinery_->mutex);
        machinery_->stopping = true;
    }
    machinery_->changed.notify_all();
    // A stop before the thread listens would be overlooked.
    while (!machinery_->http.is_running() && !machinery_->over) std::this_thread::yield();
    machinery_->http.stop();
    machinery_->thread.join();
}

const std::string& ReportServer::address() const { return machinery_->address; }

Seconds ReportServer::announce() {
    bool wanted = false;
    {
        const std::lock_guard lock(machinery_->mutex);
        ++machinery_->version;
        wanted = machinery_->waiting > 0;
    }
    const auto begin = SteadyClock::now();
    // An error is told to those who ask.
    if (wanted) [[maybe_unused]] const auto ready = machinery_->document();
    machinery_->changed.notify_all();
    return wanted ? Seconds(SteadyClock::now() - begin) : Seconds(0);
}

void ReportServer::finish(Seconds patience) {
    bool looked_at = false;
    {
        const std::lock_guard lock(machinery_->mutex);
        looked_at = machinery_->somebody_looks();
    }
    announce();
    if (!looked_at) return;
    std::unique_lock lock(machinery_->mutex);
    machinery_->changed.wait_for(lock, patience, [&] {
        return machinery_->waiting == 0 && machinery_->answered_version >= machinery_->version;
    });
}

}  // namespace inference_pio
