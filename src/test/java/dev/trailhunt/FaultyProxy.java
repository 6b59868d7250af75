package dev.trailhunt;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trailhunt.S3ProxyServer.Request;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Stands before an S3 server on the loopback address and does by rules what stores and networks do
 * on a bad day. Requests that meet no rule are passed on as they are, the Host header included,
 * which their signature covers.
 */
public final class FaultyProxy implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final byte[] HEAD_END = "\r\n\r\n".getBytes(ISO_8859_1);
  private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1);
  private static final String LENGTH = "content-length";

  /** Of one hop only, and what is answered here. */
  private static final Set<String> NOT_PASSED_ON = Set.of("connection", "keep-alive", "expect");

  private final ServerSocket listener;
  private final InetSocketAddress server;
  private final List<Rule> rules = new CopyOnWriteArrayList<>();
  private final Map<String, AtomicInteger> askedBefore = new ConcurrentHashMap<>();
  private final AtomicInteger faults = new AtomicInteger();

  private FaultyProxy(ServerSocket listener, InetSocketAddress server) {
    this.listener = listener;
    this.server = server;
  }

  /** Starts one before a server. */
  public static FaultyProxy before(URI server) throws IOException {
    ServerSocket listener = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
    FaultyProxy proxy =
        new FaultyProxy(listener, new InetSocketAddress(server.getHost(), server.getPort()));
    start(proxy::accept);
    return proxy;
  }

  /** What becomes of a request instead of its answer. */
  @FunctionalInterface
  public interface Fault {
    /** Answers the request, or does not. */
    void answer(Exchange exchange) throws IOException;

    /** The store refuses, with an error of S3. */
    static Fault error(int status, String code) {
      return exchange -> exchange.refuse(status, code);
    }

    /** The answer begins later. */
    static Fault late(Duration delay) {
      return exchange -> {
        sleep(delay);
        exchange.pass();
      };
    }

    /** The connection is closed in good order behind so many bytes of the body. */
    static Fault cutOff(int bytes) {
      return exchange -> exchange.passSome(bytes);
    }

    /** The connection is reset behind so many bytes of the body. */
    static Fault reset(int bytes) {
      return exchange -> {
        exchange.passSome(bytes);
        exchange.reset();
      };
    }

    /** The server does what it was asked, and nobody is told. */
    static Fault lostAnswer() {
      return exchange -> {
        exchange.ask().close();
        exchange.reset();
      };
    }

    /** No answer, for as long as the client waits. */
    static Fault silence() {
      return Exchange::awaitEnd;
    }

    /** Something happens in the store just before it answers. */
    static Fault after(Runnable event) {
      return exchange -> {
        event.run();
        exchange.pass();
      };
    }

    /** The answer's text is another. */
    static Fault edited(UnaryOperator<String> edit) {
      return exchange -> exchange.passEdited(edit);
    }

    /** The same, and something happens in the store before the client can ask again. */
    default Fault andThen(Runnable event) {
      return exchange -> {
        answer(exchange);
        event.run();
      };
    }
  }

  private interface Rule {
    /**
     * The fault that a request meets.
     *
     * @param asked how often the same was asked before
     */
    Optional<Fault> of(Request request, int asked);
  }

  /** From now on these requests meet a fault. */
  public void always(Predicate<Request> which, Fault fault) {
    rules.add((request, asked) -> which.test(request) ? Optional.of(fault) : Optional.empty());
  }

  /** The next of these requests meets a fault. */
  public void once(Predicate<Request> which, Fault fault) {
    AtomicInteger left = new AtomicInteger(1);
    rules.add(
        (request, asked) ->
            which.test(request) && left.getAndDecrement() > 0
                ? Optional.of(fault)
                : Optional.empty());
  }

  /**
   * Of these requests some meet one of the faults, as often as the seed says for what they ask, in
   * whatever order they come.
   *
   * @param most times in a row that the same is asked in vain
   */
  public void sometimes(Predicate<Request> which, long seed, int most, List<Fault> faults) {
    rules.add(
        (request, asked) -> {
          Random random = new Random(seed + 31L * what(request).hashCode());
          int inVain = random.nextInt(most + 1);
          Fault fault = faults.get((random.nextInt(faults.size()) + asked) % faults.size());
          return which.test(request) && asked < inVain ? Optional.of(fault) : Optional.empty();
        });
  }

  /** From now on all is well. */
  public void heal() {
    rules.clear();
    askedBefore.clear();
  }

  /** How many requests have met a fault. */
  public int faults() {
    return faults.get();
  }

  /** Where it listens. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        client.setTcpNoDelay(true);
        start(() -> serve(client));
      } catch (IOException e) {
        // The listener was closed, or the client went away.
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream());
      Head head = Head.read(in);
      while (head != null) {
        Exchange exchange = new Exchange(client, in, head);
        answer(exchange);
        head = exchange.isOver ? null : Head.read(in);
      }
    } catch (IOException e) {
      // One side has closed: so does the other.
    }
  }

  private void answer(Exchange exchange) throws IOException {
    Optional<Fault> fault = fault(exchange.request());
    if (fault.isPresent()) {
      faults.incrementAndGet();
      fault.get().answer(exchange);
    } else {
      exchange.pass();
    }
  }

  private Optional<Fault> fault(Request request) {
    if (rules.isEmpty()) {
      return Optional.empty();
    }
    int asked =
        askedBefore.computeIfAbsent(what(request), key -> new AtomicInteger()).getAndIncrement();
    return rules.stream().flatMap(rule -> rule.of(request, asked).stream()).findFirst();
  }

  private static String what(Request request) {
    return request.method() + " " + request.uri().getRawPath() + "?" + request.uri().getRawQuery();
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "faulty-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  /** The first line and the headers of a request or an answer. */
  private record Head(String line, List<String> headers) {
    static @Nullable Head read(InputStream in) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      int matched = 0;
      while (matched < HEAD_END.length) {
        int next = in.read();
        if (next < 0) {
          return null;
        }
        bytes.write(next);
        matched = next == HEAD_END[matched] ? matched + 1 : next == HEAD_END[0] ? 1 : 0;
      }
      List<String> lines = bytes.toString(ISO_8859_1).lines().filter(l -> !l.isEmpty()).toList();
      return new Head(lines.get(0), lines.subList(1, lines.size()));
    }

    Optional<String> header(String name) {
      return headers.stream()
          .filter(header -> name(header).equals(name))
          .map(header -> header.substring(name.length() + 1).strip())
          .findFirst();
    }

    /** The same for the next hop. */
    Head passedOn(String newLine, String... more) {
      List<String> passed = new ArrayList<>(headers);
      passed.removeIf(header -> NOT_PASSED_ON.contains(name(header)));
      passed.addAll(List.of(more));
      return new Head(newLine, passed);
    }

    Head withLength(long length) {
      List<String> changed = new ArrayList<>(headers);
      changed.removeIf(header -> name(header).equals(LENGTH));
      changed.add("Content-Length: " + length);
      return new Head(line, changed);
    }

    byte[] bytes() {
      return (line + "\r\n" + headers.stream().collect(Collectors.joining("\r\n")) + "\r\n\r\n")
          .getBytes(ISO_8859_1);
    }

    private static String name(String header) {
      return header.substring(0, header.indexOf(':')).toLowerCase(Locale.ROOT);
    }
  }

  /** The server's answer, whose body is not yet read. */
  private record Answer(Socket connection, Head head, InputStream body) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      connection.close();
    }
  }

  /** A request of a client, to be answered. */
  public final class Exchange {
    private final Socket client;
    private final InputStream in;
    private final Head head;
    private final String method;
    private final String target;
    private final byte[] body;

    /** Whether the client may not ask again over the same connection. */
    private boolean isOver;

    private Exchange(Socket client, InputStream in, Head head) throws IOException {
      this.client = client;
      this.in = in;
      this.head = head;
      String[] words = head.line().split(" ", -1);
      this.method = words[0];
      this.target = words[1];
      if (head.header("expect").isPresent()) {
        client.getOutputStream().write(CONTINUE);
      }
      this.body = in.readNBytes(head.header(LENGTH).map(Integer::valueOf).orElse(0));
    }

    private Request request() {
      return new Request(method, endpoint().resolve(target));
    }

    /** Gives the server's answer. */
    private void pass() throws IOException {
      passSome(Long.MAX_VALUE);
    }

    /** Gives the server's answer as far as so many bytes of its body. */
    private void passSome(long bytes) throws IOException {
      try (Answer answer = ask()) {
        OutputStream out = client.getOutputStream();
        out.write(answer.head().bytes());
        byte[] buffer = new byte[BUFFER_BYTES];
        long left = bytes;
        int count = answer.body().read(buffer, 0, (int) Math.min(left, buffer.length));
        while (count > 0) {
          out.write(buffer, 0, count);
          left -= count;
          count = answer.body().read(buffer, 0, (int) Math.min(left, buffer.length));
        }
        out.flush();
        isOver |= left == 0 || answer.head().header(LENGTH).isEmpty();
      }
    }

    private void passEdited(UnaryOperator<String> edit) throws IOException {
      try (Answer answer = ask()) {
        String text = new String(answer.body().readAllBytes(), UTF_8);
        byte[] edited = edit.apply(text).getBytes(UTF_8);
        OutputStream out = client.getOutputStream();
        out.write(answer.head().withLength(edited.length).bytes());
        out.write(edited);
      }
    }

    /** Lets the server do it. Asked by HTTP 1.0, it sends no chunks and ends with the answer. */
    private Answer ask() throws IOException {
      Socket connection = new Socket(server.getAddress(), server.getPort());
      connection.setTcpNoDelay(true);
      OutputStream out = connection.getOutputStream();
      out.write(head.passedOn(method + " " + target + " HTTP/1.0", "Connection: close").bytes());
      out.write(body);
      InputStream answered = new BufferedInputStream(connection.getInputStream(), BUFFER_BYTES);
      Head answer = Head.read(answered);
      if (answer == null) {
        connection.close();
        throw new IOException("no answer from " + server);
      }
      String status = answer.line().substring(answer.line().indexOf(' '));
      return new Answer(connection, answer.passedOn("HTTP/1.1" + status), answered);
    }

    private void refuse(int status, String code) throws IOException {
      byte[] error =
          method.equals("HEAD")
              ? new byte[0]
              : "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>%1$s</Code><Message>%1$s</Message><Resource>%2$s</Resource><RequestId>0</RequestId></Error>"
                  .formatted(code, request().path())
                  .getBytes(UTF_8);
      OutputStream out = client.getOutputStream();
      out.write(
          new Head("HTTP/1.1 " + status + " " + code, List.of("Content-Type: application/xml"))
              .withLength(error.length)
              .bytes());
      out.write(error);
    }

    private void reset() throws IOException {
      isOver = true;
      client.setSoLinger(true, 0);
      client.close();
    }

    private void awaitEnd() throws IOException {
      isOver = true;
      while (in.read() >= 0) {
        // The client says no more: it waits.
      }
    }
  }
}
