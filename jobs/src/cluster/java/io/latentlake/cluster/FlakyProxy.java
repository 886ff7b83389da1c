package io.latentlake.cluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands between clients and an HTTP server, and has bad days: every tenth request is answered with
 * 503; every twenty-fifth is carried out, but its answer is lost: all of it, or half of the body if
 * there is one. Each connection carries one request.
 */
final class FlakyProxy implements AutoCloseable {
  private static final int REFUSE_EVERY = 10;
  private static final int CUT_EVERY = 25;
  private static final Pattern LENGTH = Pattern.compile("(?i)\\r\\ncontent-length: *(\\d+)\\r\\n");
  private static final String REFUSAL =
      "HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

  private final ServerSocket clients;
  private final int server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger cut = new AtomicInteger();

  private FlakyProxy(ServerSocket clients, int server) {
    this.clients = clients;
    this.server = server;
  }

  /** Stands before the server at a port of this machine. */
  static FlakyProxy before(int port) {
    try {
      FlakyProxy proxy =
          new FlakyProxy(new ServerSocket(0, 0, InetAddress.getLoopbackAddress()), port);
      proxy.threads.submit(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where clients call. */
  int port() {
    return clients.getLocalPort();
  }

  /** Requests so far. */
  int requests() {
    return requests.get();
  }

  /** How many of them were answered with 503. */
  int refused() {
    return refused.get();
  }

  /** How many answers were cut off. */
  int cut() {
    return cut.get();
  }

  @Override
  public void close() {
    try {
      clients.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      threads.shutdownNow();
    }
  }

  private void accept() {
    while (!clients.isClosed()) {
      try {
        Socket client = clients.accept();
        threads.submit(() -> serve(client));
      } catch (IOException e) {
        // closed, or a client that thought better of it
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      byte[] head = head(client.getInputStream());
      if (head.length == 0) {
        return;
      }
      int request = requests.incrementAndGet();
      if (request % REFUSE_EVERY == 0) {
        refused.incrementAndGet();
        client.getOutputStream().write(REFUSAL.getBytes(StandardCharsets.US_ASCII));
        client.shutdownOutput();
        // Closing with bytes unread would take the answer back
        client.setSoTimeout(2000);
        client.getInputStream().transferTo(OutputStream.nullOutputStream());
      } else {
        pass(client, head, request % CUT_EVERY == 0);
      }
    } catch (IOException e) {
      // The client, or the server, has hung up: the other notices by the closed connection
    }
  }

  private void pass(Socket client, byte[] head, boolean cutOff) throws IOException {
    try (Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server)) {
      OutputStream toServer = upstream.getOutputStream();
      toServer.write(closing(head));
      threads.submit(
          () -> {
            try {
              client.getInputStream().transferTo(toServer);
            } catch (IOException e) {
              // the answer is through
            }
          });
      if (cutOff) {
        cut.incrementAndGet();
        loseAnswer(upstream.getInputStream(), client);
      } else {
        upstream.getInputStream().transferTo(client.getOutputStream());
      }
    }
  }

  private static void loseAnswer(InputStream answer, Socket client) throws IOException {
    byte[] head = head(answer);
    Matcher length = LENGTH.matcher(new String(head, StandardCharsets.ISO_8859_1));
    if (length.find()) {
      byte[] half = answer.readNBytes(Integer.parseInt(length.group(1)) / 2);
      if (half.length > 0) {
        client.getOutputStream().write(head);
        client.getOutputStream().write(half);
      }
    }
    answer.readAllBytes();
    // Closed by a reset, not by a goodbye
    client.setSoLinger(true, 0);
  }

  /** The head of a request, asking for the connection to be closed after the answer. */
  private static byte[] closing(byte[] head) {
    String text = new String(head, StandardCharsets.ISO_8859_1);
    String others = text.replaceAll("(?i)\r\nConnection:[^\r]*", "");
    return others
        .replaceFirst("\r\n\r\n$", "\r\nConnection: close\r\n\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int ends = 0;
    while (ends < 4) {
      int next = in.read();
      if (next < 0) {
        return new byte[0];
      }
      head.write(next);
      ends = next == (ends % 2 == 0 ? '\r' : '\n') ? ends + 1 : next == '\r' ? 1 : 0;
    }
    return head.toByteArray();
  }
}
