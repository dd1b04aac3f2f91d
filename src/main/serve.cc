#include "main/serve.h"

#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <thread>

#include "base/format.h"
#include "base/log.h"
#include "base/metrics.h"
#include "cli/app.h"
#include "cli/remote.h"
#include "http/operation.h"
#include "http/pages.h"
#include "http/server.h"
#include "http/tracking.h"
#include "intake/interaction_sink.h"
#include "intake/live_intake.h"
#include "main/api_door.h"
#include "main/page_files.h"
#include "main/typed_runs.h"
#include "main/wiring.h"
#include "pipeline/live_worker.h"
#include "store/atomic_file.h"
#include "store/folder_socket.h"
#include "store/secret_file.h"
#include "store/shared_folder.h"

namespace likely {

namespace {

struct Listen {
  std::string address;
  uint16_t port = 0;
  bool loopback() const {
    return address == "::1" || address == "localhost" || address.starts_with("127.");
  }
};

Result<Listen> parse_listen(const std::string& text) {
  const size_t colon = text.rfind(':');
  const std::string digits = colon == std::string::npos ? "" : text.substr(colon + 1);
  const bool number = !digits.empty() && digits.size() <= 5 &&
                      digits.find_first_not_of("0123456789") == std::string::npos;
  if (!number || std::stoi(digits) > 65535 || colon == 0) {
    return fail(ErrorCode::kUsage,
                format("--listen {}: write address:port, like 127.0.0.1:8080; port 0 takes any "
                       "free one",
                       text));
  }
  std::string address = text.substr(0, colon);
  if (address.starts_with('[') && address.ends_with(']')) {
    address = address.substr(1, address.size() - 2);
  }
  if (address == "localhost") address = "127.0.0.1";
  return Listen{address, static_cast<uint16_t>(std::stoi(digits))};
}

Result<void> check_safe(const Listen& listen, const ServeOptions& options) {
  if (options.tls_certificate.empty() != options.tls_key.empty()) {
    return fail(ErrorCode::kUsage, "--tls-certificate and --tls-key go together; give both");
  }
  if (listen.loopback() || options.insecure || !options.tls_key.empty()) return {};
  return fail(ErrorCode::kUsage,
              format("--listen {}: other machines could reach this without TLS, and it holds "
                     "personal data; give --tls-certificate and --tls-key, or --insecure when a "
                     "proxy in front of it has TLS",
                     options.listen));
}

LogLevel level_named(const std::string& name) {
  return name == "debug"     ? LogLevel::kDebug
         : name == "warning" ? LogLevel::kWarn
         : name == "error"   ? LogLevel::kError
                             : LogLevel::kInfo;
}

// A thread that runs somebody's command works in their folder: our own folder's name must not
// depend on that.
Place wherever_one_is(Place place) {
  place.folder = SharedFolder::full_name(place.folder);
  return place;
}

// How long a request waits for somebody who is alone in the folder (then 503), and how long work
// does.
constexpr int kDoorMs = 2'000, kPatientMs = 3'600'000;

// Everything of one serving process, in the order in which it is made and, backwards, ended.
class Serving {
 public:
  Serving(const Place& place, const ServeOptions& options)
      : place_(wherever_one_is(place)),
        options_(options),
        log_(clock_, level_named(options.log_level)) {}

  Result<void> start(const std::function<void(const std::string&)>& say) {
    ASSIGN(const Listen listen, parse_listen(options_.listen));
    TRY(check_safe(listen, options_));
    http::ServerOptions door{.address = listen.address,
                             .port = listen.port,
                             .io_threads = options_.io_threads,
                             .worker_threads = options_.worker_threads,
                             .clock = &clock_,
                             .log = &log_,
                             .metrics = &metrics_};
    ASSIGN(door.proxies, http::TrustedProxies::parse(options_.trusted_proxies));
    const auto limit = [&](Scope scope, int per_second, int burst) {
      door.rates.of_scope[static_cast<size_t>(scope)] = {static_cast<double>(per_second),
                                                         static_cast<double>(burst)};
    };
    limit(Scope::kWriteOnly, options_.write_rate, options_.write_rate);
    limit(Scope::kProfileRead, options_.read_rate, options_.read_rate);
    limit(Scope::kBrowser, options_.browser_rate, 10 * options_.browser_rate);
    if (!options_.tls_key.empty()) {
      ASSIGN(door.private_key_pem, read_secret_file(options_.tls_key));
      auto chain = read_file(options_.tls_certificate);
      if (!chain) return fail(ErrorCode::kUsage, chain.error().message);
      door.certificate_chain_pem = std::move(*chain);
    }
    ASSIGN(shared_, SharedFolder::open({.path = place_.folder, .threads = place_.threads}));
    services_ = wire([this] { return place(kPatientMs); });
    door_services_ = wire([this] { return place(kDoorMs); });
    services_.access.book = door_services_.access.book;
    const auto tail = std::make_shared<LiveTail>();
    services_.intake.tail = door_services_.intake.tail = tail;
    services_.care.erase_profile = [tail, erase = services_.care.erase_profile](
                                       const std::string& id, Progress& progress) {
      auto report = erase(id, progress);
      tail->clear();  // it knows requests, not people
      return report;
    };
    TRY(services_.access.book->who(""));  // knows all secrets from here on: asking waits for nobody
    live_ = std::make_unique<LiveWorker>(
        LiveWorker::Options{.place = [this] { return place(kPatientMs); },
                            .clock = &clock_,
                            .on_trouble =
                                [this](const Error& error) {
                                  log_.error("live_scores", {{"message", error.message}});
                                }});
    ASSIGN(intake_,
           LiveIntake::start({.shared = shared_.get(),
                              .place = place(kPatientMs),
                              .make_sink = interaction_sinks(place_.threads),
                              .clock = &clock_,
                              .tail = services_.intake.tail.get(),
                              .on_changed =
                                  [this](ChangedProfiles changed, bool more_comes) {
                                    live_->changed(std::move(changed), more_comes);
                                  },
                              .on_trouble =
                                  [this](const Error& error) {
                                    log_.error("intake_stuck", {{"message", error.message}});
                                  }}));
    ASSIGN(api_, ApiDoor::start({.services = &door_services_,
                                 .place = [this] { return place(kDoorMs); },
                                 .run_services = &services_,
                                 .run_place = [this] { return place(kPatientMs); },
                                 .clock = &clock_,
                                 .retrain = options_.retrain,
                                 .retention_days = options_.retention_days,
                                 .on_trouble =
                                     [this](const Error& error) {
                                       log_.error("schedule", {{"message", error.message}});
                                     }}));
    add_gauges();
    door.authenticate = [this](const http::Credentials& given) { return who(given); };
    ASSIGN(http::Router router, http::Router::make(routes()));
    ASSIGN(server_, http::Server::start(std::move(door), std::move(router)));
    ASSIGN(const int listener, listen_in(shared_->folder()));
    command_services_ = as_runs(services_, api_->runs());
    commands_ = std::make_unique<cli::CommandSocket>(
        listener,
        [this](const auto& words, cli::Context& context) { return run_words(words, context); });
    say(server_->url());
    return say_setup(say);
  }

  // Takes no more, finishes what was begun, brings in all that was accepted.
  void stop() {
    server_->drain(std::chrono::seconds(options_.drain_s));
    server_->wait();
    commands_.reset();
    server_.reset();
    api_.reset();
    intake_->stop(/*drain=*/true);
    if (const auto flushed = services_.access.book->flush_uses(); !flushed) {
      log_.warn("last_uses_lost", {{"message", flushed.error().message}});
    }
    intake_.reset();
    live_.reset();
    shared_.reset();
    log_.info("stopped");
  }

 private:
  // wait_ms: for somebody who is alone in the folder.
  Place place(int wait_ms) const {
    Place here = place_;
    here.wait_ms = wait_ms;
    here.wall_clock = clock_.now();
    here.shared = shared_.get();
    return here;
  }

  std::vector<http::Route> routes() {
    std::vector<http::Route> all = http::tracking_routes(
        {.accept = [this](TrackingCall call, std::function<void(Result<void>)> done) {
          intake_->accept(std::move(call), std::move(done));
        }});
    for (auto& route : http::operation_routes(
             {.metrics = &metrics_, .reasons_not_ready = [this] { return reasons_not_ready(); }})) {
      all.push_back(std::move(route));
    }
    for (auto& route : http::page_routes(page_files())) all.push_back(std::move(route));
    for (auto& route : api_->routes()) all.push_back(std::move(route));
    return all;
  }

  Result<Caller> who(const http::Credentials& given) const {
    ASSIGN(const auto found, services_.access.book->who(given.secret));
    // A session opens by its cookie only, and a cookie holds nothing else.
    const bool by_cookie = given.kind == http::Credentials::Kind::kCookie;
    if (!found || by_cookie != (found->kind == Caller::Kind::kAccount)) {
      return fail(ErrorCode::kNotFound, "nobody has this key or token");
    }
    return *found;
  }

  std::vector<std::string> reasons_not_ready() const {
    if (!intake_->figures().stuck) return {};
    return {"events are accepted but cannot be brought into the stores; see the log"};
  }

  void add_gauges() {
    using Figures = LiveIntake::Figures;
    const auto add = [this](std::string_view name, std::string_view help,
                            double (*value)(const Figures&)) {
      metrics_.gauge(name, help, [this, value] { return value(intake_->figures()); });
    };
    add("likely_intake_requests", "Requests that are on disk",
        [](const Figures& f) { return static_cast<double>(f.commits.accepted); });
    add("likely_intake_refused", "Requests that could not be written",
        [](const Figures& f) { return static_cast<double>(f.commits.refused); });
    add("likely_intake_events", "New events in the stores",
        [](const Figures& f) { return static_cast<double>(f.events); });
    add("likely_intake_duplicates", "Events that were known",
        [](const Figures& f) { return static_cast<double>(f.duplicates); });
    add("likely_intake_discards", "Calls that were refused with a reason",
        [](const Figures& f) { return static_cast<double>(f.discards); });
    add("likely_intake_flushes", "Flushes of the journal",
        [](const Figures& f) { return static_cast<double>(f.commits.flushes); });
    add("likely_intake_waiting_bytes", "Journal that is not in the stores yet",
        [](const Figures& f) { return static_cast<double>(f.waiting_bytes); });
    const auto add_live = [this](std::string_view name, std::string_view help,
                                 double (*value)(const LiveWorker::Figures&)) {
      metrics_.gauge(name, help, [this, value] { return value(live_->figures()); });
    };
    add_live("likely_live_waiting", "People whose scores are older than their events",
             [](const LiveWorker::Figures& f) { return static_cast<double>(f.waiting); });
    add_live("likely_live_rescored", "People whose live audiences and traits were looked at again",
             [](const LiveWorker::Figures& f) { return static_cast<double>(f.rescored); });
    add_live("likely_live_lag_seconds", "Age of the oldest change that is not scored",
             [](const LiveWorker::Figures& f) { return f.lag_seconds; });
    add("likely_intake_lag_seconds", "Age of the oldest request that is not in the stores",
        [](const Figures& f) { return f.lag_seconds; });
  }

  Result<void> say_setup(const std::function<void(const std::string&)>& say) {
    ASSIGN(const auto token, services_.access.book->begin_setup());
    if (token) {
      say(
          format("No account yet. Make the first one here; what stands behind # is the one-time "
                 "setup token: {}/app/setup#{}",
                 server_->url(), *token));
    }
    return {};
  }

  int run_words(const std::vector<std::string>& words, cli::Context& context) {
    std::vector<const char*> argv = {"likely"};
    for (const std::string& word : words) argv.push_back(word.c_str());
    return cli::run(static_cast<int>(argv.size()), argv.data(), context, command_services_);
  }

  const Place place_;
  const ServeOptions options_;
  SystemClock clock_;
  Log log_;
  Metrics metrics_;
  std::unique_ptr<SharedFolder> shared_;
  Services services_;          // of runs, which can wait
  Services command_services_;  // of commands, some of which are runs
  Services door_services_;     // of requests, which cannot
  std::unique_ptr<LiveWorker> live_;
  std::unique_ptr<LiveIntake> intake_;
  std::unique_ptr<ApiDoor> api_;
  std::unique_ptr<http::Server> server_;
  std::unique_ptr<cli::CommandSocket> commands_;
};

}  // namespace

Result<void> serve(const Place& place, const ServeOptions& options,
                   const std::function<void(const std::string&)>& say) {
  std::signal(SIGPIPE, SIG_IGN);
  sigset_t stops;
  sigemptyset(&stops);
  sigaddset(&stops, SIGTERM);
  sigaddset(&stops, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stops, nullptr);  // for all threads: they come here only
  Serving serving(place, options);
  TRY(serving.start(say));
  int signal = 0;
  sigwait(&stops, &signal);
  std::atomic<bool> stopped{false};
  std::thread stopping([&] {
    serving.stop();
    stopped = true;
    kill(getpid(), SIGTERM);  // wakes the wait below
  });
  sigwait(&stops, &signal);
  if (!stopped) std::_Exit(1);  // told twice: what is on disk is all that counts
  stopping.join();
  return {};
}

}  // namespace likely
