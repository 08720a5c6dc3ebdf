// The floor of the reaction bench: what a plate must cost at least. One thread polls the camera, one the loops and the
// arm, one hands on, one commits; a new plate takes the same hand-offs, one durable commit of two rows and one write.
// It decides nothing, keeps nothing, and would be a dangerous gate.
//   reaction_floor EYES_PORT IO_PORT DATABASE [BARRIER_UNIT LOOPS_UNIT]
#include <SQLiteCpp/SQLiteCpp.h>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <modbus.h>

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace {

constexpr auto camera_pause = std::chrono::milliseconds(20);
constexpr auto loops_pause = std::chrono::milliseconds(5);
constexpr int camera_unit = 1;

struct Closer {
    void operator()(modbus_t* line) const {
        modbus_close(line);
        modbus_free(line);
    }
};
using Connection = std::unique_ptr<modbus_t, Closer>;

Connection connect_to(int port) {
    Connection line(modbus_new_tcp("127.0.0.1", port));
    if (modbus_connect(line.get()) != 0) {
        std::fprintf(stderr, "cannot connect to %d\n", port);
        std::exit(1);
    }
    return line;
}

// A thread with a queue that it waits on until its next poll.
class Worker {
  public:
    using Job = std::function<void()>;

    void post(Job job) {
        {
            const std::lock_guard lock(mutex_);
            jobs_.push_back(std::move(job));
        }
        wake_.notify_one();
    }
    void run(const std::function<void()>& poll, std::chrono::milliseconds pause, const std::atomic<bool>& stop) {
        auto next = std::chrono::steady_clock::now();
        while (!stop) {
            Job job;
            {
                std::unique_lock lock(mutex_);
                wake_.wait_until(lock, next, [this] { return !jobs_.empty(); });
                if (!jobs_.empty()) {
                    job = std::move(jobs_.front());
                    jobs_.pop_front();
                }
            }
            if (job) {
                job();
            } else if (poll) {
                poll();
                next += pause;
            } else {
                next = std::chrono::steady_clock::now() + pause;
            }
        }
    }

  private:
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Job> jobs_;
};

class Floor {
  public:
    Floor(int eyes_port, int io_port, const char* file, int barrier_unit, int loops_unit)
        : barrier_unit_(barrier_unit),
          loops_unit_(loops_unit),
          eyes_(connect_to(eyes_port)),
          io_(connect_to(io_port)),
          database_(file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE) {
        database_.exec("PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                       "CREATE TABLE IF NOT EXISTS fact(seq INTEGER PRIMARY KEY, id TEXT UNIQUE, bytes BLOB)");
        insert_ = std::make_unique<SQLite::Statement>(
            database_, "INSERT INTO fact(id, bytes) VALUES(hex(randomblob(16)), zeroblob(600))");
    }

    void run() {
        boost::asio::signal_set signals(hub_, SIGTERM, SIGINT);
        signals.async_wait([this](auto, int) {
            stop_ = true;
            hub_.stop();
        });
        const auto work = boost::asio::make_work_guard(hub_);
        std::thread camera([this] { camera_worker_.run([this] { poll_camera(); }, camera_pause, stop_); });
        std::thread arm([this] { arm_worker_.run([this] { poll_loops(); }, loops_pause, stop_); });
        std::thread store([this] { store_worker_.run({}, camera_pause, stop_); });
        hub_.run();
        camera.join();
        arm.join();
        store.join();
    }

  private:
    void poll_camera() {
        std::array<std::uint16_t, 80> registers{};
        modbus_set_slave(eyes_.get(), camera_unit);
        if (modbus_read_registers(eyes_.get(), 0, 80, registers.data()) < 0) {
            std::exit(1);
        }
        if (registers[1] != newest_) {
            newest_ = registers[1];
            boost::asio::post(hub_, [this] { store_worker_.post([this] { commit(); }); });
        }
    }
    void commit() {
        database_.exec("BEGIN IMMEDIATE");
        for (int i = 0; i < 2; ++i) {
            insert_->exec();
            insert_->reset();
        }
        database_.exec("COMMIT");
        boost::asio::post(hub_, [this] { arm_worker_.post([this] { command(0); }); });
    }
    void command(int coil) {
        modbus_set_slave(io_.get(), barrier_unit_);
        modbus_write_bit(io_.get(), coil, 1);
    }
    void poll_loops() {
        std::array<std::uint8_t, 2> loops{};
        modbus_set_slave(io_.get(), loops_unit_);
        if (modbus_read_input_bits(io_.get(), 0, 2, loops.data()) < 0) {
            std::exit(1);
        }
        if (under_arm_ && loops[1] == 0) {
            command(1);
        }
        under_arm_ = loops[1] != 0;
    }

    int barrier_unit_, loops_unit_;
    Connection eyes_, io_;
    SQLite::Database database_;
    std::unique_ptr<SQLite::Statement> insert_;
    boost::asio::io_context hub_{1};
    Worker camera_worker_, arm_worker_, store_worker_;
    std::uint16_t newest_ = 0;
    bool under_arm_ = false;
    std::atomic<bool> stop_{false};
};

} // namespace

int main(int argc, char** argv) {
    if (argc != 4 && argc != 6) {
        std::fprintf(stderr, "reaction_floor EYES_PORT IO_PORT DATABASE [BARRIER_UNIT LOOPS_UNIT]\n");
        return 64;
    }
    Floor(std::atoi(argv[1]), std::atoi(argv[2]), argv[3], argc == 6 ? std::atoi(argv[4]) : 2,
          argc == 6 ? std::atoi(argv[5]) : 3)
        .run();
    return 0;
}
