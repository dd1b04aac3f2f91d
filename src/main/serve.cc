#include "main/serve.h"

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
#include "main/folder_watch.h"
#include "main/page_files.h"
#include "main/serve_metrics.h"
#include "main/signals.h"
#include "main/tls_files.h"
#include "main/troubles.h"
#include "main/typed_runs.h"
#include "main/wiring.h"
#include "pipeline/live_worker.h"
#include "services/listen_address.h"
#include "store/folder_socket.h"
#include "store/lock_note.h"
#include "store/shared_folder.h"

namespace likely {

namespace {

Result<void> check_safe(const ListenAddress& listen, const ServeOptions& options) {
  if (options.tls_certificate.empty() != options.tls_key.empty()) {
    return fail(ErrorCode::kUsage, "--tls-certificate and --tls-key go together; give both");
  }
  if (listen.is_loopback() || options.insecure || !options.tls_key.empty()) return {};
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
    ASSIGN(const ListenAddress listen, ListenAddress::parse(options_.listen));
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
      ASSIGN(TlsFiles files, read_tls_files(options_));
      door.certificate_chain_pem = std::move(files.certificate_chain);
      door.private_key_pem = std::move(files.private_key);
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
    for (Services* services : {&services_, &door_services_}) {
      look_after(services->audience.create);
      look_after(services->audience.refresh);
      look_after(services->trait.create);
      look_after(services->trait.refresh);
    }
    add_troubles();
    TRY(services_.access.book->who(""));  // knows all secrets from here on: asking waits for nobody
    live_ = std::make_unique<LiveWorker>(
        LiveWorker::Options{.place = [this] { return place(kPatientMs); },
                            .clock = &clock_,
                            .on_trouble = trouble("live_scores_stuck")});
    ASSIGN(intake_, LiveIntake::start({.shared = shared_.get(),
                                       .place = place(kPatientMs),
                                       .make_sink = interaction_sinks(place_.threads),
                                       .clock = &clock_,
                                       .tail = services_.intake.tail.get(),
                                       .on_changed =
                                           [this](ChangedProfiles changed, bool more_comes) {
                                             live_->changed(std::move(changed), more_comes);
                                           },
                                       .on_trouble = trouble("intake_stuck"),
                                       .on_refused = trouble("journal_refuses")}));
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
    watch_ = std::make_unique<FolderWatch>(FolderWatch::Options{
        .place = [this] { return place(kDoorMs); }, .each_second = [this] { troubles_.look(); }});
    add_metrics(
        metrics_,
        {.intake = intake_.get(), .live = live_.get(), .watch = watch_.get(), .clock = &clock_});
    door.authenticate = [this](const http::Credentials& given) { return who(given); };
    ASSIGN(http::Router router, http::Router::make(routes()));
    ASSIGN(server_, http::Server::start(std::move(door), std::move(router)));
    ASSIGN(const int listener, listen_in(shared_->folder()));
    command_services_ = as_runs(services_, api_->runs());
    commands_ = std::make_unique<cli::CommandSocket>(
        listener,
        [this](const auto& words, cli::Context& context) { return run_words(words, context); });
    TRY(note_address(shared_->folder(), server_->url()));
    log_.info("started", {{"version", LIKELY_VERSION}, {"address", server_->url()}});
    say(server_->url());
    return say_setup(say);
  }

  // The files of the certificate and its key, read again; what cannot be used changes nothing.
  void renew_tls() {
    if (options_.tls_key.empty()) return log_.info("nothing_to_renew");
    const auto renewed = [&]() -> Result<void> {
      ASSIGN(const TlsFiles files, read_tls_files(options_));
      return server_->renew_tls(files.certificate_chain, files.private_key);
    }();
    if (renewed) return log_.info("tls_renewed");
    log_.error("tls_not_renewed", {{"message", renewed.error().message}});
  }

  // Takes no more, finishes what was begun, brings in all that was accepted.
  void stop() {
    server_->drain(std::chrono::seconds(options_.drain_s));
    server_->wait();
    commands_.reset();
    server_.reset();
    watch_.reset();
    troubles_.look();
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

  std::function<void(const Error&)> trouble(const char* event) {
    return [this, event](const Error& error) { troubles_.failed(event, error); };
  }

  // What computes something live tells whoever keeps it true.
  template <typename... Arguments, typename Answer>
  void look_after(std::function<Answer(Arguments...)>& compute) {
    compute = [this, compute](Arguments... arguments) {
      auto computed = compute(std::forward<Arguments>(arguments)...);
      live_->look();
      return computed;
    };
  }

  std::vector<http::Route> routes() {
    std::vector<http::Route> all = http::tracking_routes(
        {.accept = [this](TrackingCall call, std::function<void(Result<void>)> done) {
          intake_->accept(std::move(call), std::move(done));
        }});
    for (auto& route : http::operation_routes(
             {.metrics = &metrics_, .reasons_not_ready = [this] { return troubles_.reasons(); }})) {
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

  void add_troubles() {
    troubles_.add("journal_refuses", "events cannot be written to the disk; see the log",
                  [this] { return intake_->figures().commits.failing; });
    troubles_.add("intake_stuck",
                  "events are accepted but cannot be brought into the stores; see the log",
                  [this] { return intake_->figures().stuck; });
    troubles_.add("live_scores_stuck",
                  "live audiences and traits do not follow events; see the log",
                  [this] { return live_->figures().stuck; });
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
  Troubles troubles_{log_};
  std::unique_ptr<SharedFolder> shared_;
  Services services_;          // of runs, which can wait
  Services command_services_;  // of commands, some of which are runs
  Services door_services_;     // of requests, which cannot
  std::unique_ptr<LiveWorker> live_;
  std::unique_ptr<LiveIntake> intake_;
  std::unique_ptr<ApiDoor> api_;
  std::unique_ptr<FolderWatch> watch_;
  std::unique_ptr<http::Server> server_;
  std::unique_ptr<cli::CommandSocket> commands_;
};

}  // namespace

Result<void> serve(const Place& place, const ServeOptions& options,
                   const std::function<void(const std::string&)>& say) {
  const Signals signals;
  Serving serving(place, options);
  TRY(serving.start(say));
  signals.wait_for_stop([&] { serving.renew_tls(); });
  std::atomic<bool> stopped{false};
  std::thread stopping([&] {
    serving.stop();
    stopped = true;
    kill(getpid(), SIGTERM);  // wakes the wait below
  });
  signals.wait_for_another_stop();
  if (!stopped) std::_Exit(1);  // told twice: what is on disk is all that counts
  stopping.join();
  return {};
}

}  // namespace likely
