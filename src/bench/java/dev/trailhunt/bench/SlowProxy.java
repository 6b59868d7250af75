package dev.trailhunt.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicBoolean;

/** Stands before a server on the loopback address, as far away as S3: each answer begins later. */
final class SlowProxy implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final ServerSocket listener;
  private final InetSocketAddress server;
  private final long delayMillis;

  private SlowProxy(ServerSocket listener, InetSocketAddress server, long delayMillis) {
    this.listener = listener;
    this.server = server;
    this.delayMillis = delayMillis;
  }

  static SlowProxy before(URI server, long delayMillis) throws IOException {
    ServerSocket listener = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
    SlowProxy proxy =
        new SlowProxy(
            listener, new InetSocketAddress(server.getHost(), server.getPort()), delayMillis);
    start(proxy::accept);
    return proxy;
  }

  URI endpoint() {
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
        Socket onward = new Socket(server.getAddress(), server.getPort());
        client.setTcpNoDelay(true);
        onward.setTcpNoDelay(true);
        AtomicBoolean asked = new AtomicBoolean();
        start(() -> pump(client, onward, () -> asked.set(true)));
        start(() -> pump(onward, client, () -> delay(asked)));
      } catch (IOException e) {
        // The listener was closed, or one of the two went away.
      }
    }
  }

  private static void pump(Socket from, Socket to, Runnable beforeWriting) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        beforeWriting.run();
        out.write(buffer, 0, count);
      }
    } catch (IOException e) {
      // One side has closed: so does the other.
    }
  }

  private void delay(AtomicBoolean asked) {
    if (asked.getAndSet(false)) {
      try {
        Thread.sleep(delayMillis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "slow-proxy");
    thread.setDaemon(true);
    thread.start();
  }
}
