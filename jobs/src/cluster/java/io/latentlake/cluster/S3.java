package io.latentlake.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A server that speaks the S3 protocol, in a JVM of its own. */
final class S3 implements Storage {
  /** What the client must know and no log may show. */
  static final String SECRET = "secret-of-the-test-server";

  private static final String IDENTITY = "test";
  private final Program server;
  private final int port;
  private final Path objects;

  private S3(Program server, int port, Path objects) {
    this.server = server;
    this.port = port;
    this.objects = objects;
  }

  /** Starts a server that keeps everything below a folder. */
  static S3 start(Path folder) {
    try {
      Path objects = folder.resolve("s3");
      int port = freePort();
      Files.createDirectories(objects.resolve(bucket(port)));
      Path properties =
          Files.writeString(
              folder.resolve("s3proxy.properties"),
              String.join(
                  "\n",
                  "s3proxy.endpoint=http://127.0.0.1:" + port,
                  "s3proxy.authorization=aws-v2-or-v4",
                  "s3proxy.identity=" + IDENTITY,
                  "s3proxy.credential=" + SECRET,
                  "jclouds.provider=filesystem-nio2",
                  "jclouds.filesystem.basedir=" + objects));
      Path logging =
          Files.writeString(
              folder.resolve("s3proxy-logback.xml"),
              "<configuration>"
                  + "<appender name='out' class='ch.qos.logback.core.ConsoleAppender'>"
                  + "<encoder><pattern>%level %logger %msg%n</pattern></encoder></appender>"
                  + "<root level='INFO'><appender-ref ref='out'/></root></configuration>");
      Program server =
          Program.start(
              "s3",
              folder,
              Map.of(),
              List.of(
                  Program.java(),
                  "-Xmx300m",
                  "-Dlogback.configurationFile=" + logging,
                  "-cp",
                  Checkout.s3ClassPath(),
                  "org.gaul.s3proxy.Main",
                  "--properties",
                  properties.toString()));
      server.await("Started");
      return new S3(server, port, objects);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public String root() {
    return "s3a://" + bucket(port) + "/tables";
  }

  /** A name of its own: clients keep a connection for every bucket that they have met. */
  private static String bucket(int port) {
    return "lake-" + port;
  }

  @Override
  public Map<String, String> settings() {
    return settings(port);
  }

  /** Spark settings that lead there through a proxy. */
  Map<String, String> settings(FlakyProxy proxy) {
    return settings(proxy.port());
  }

  /** Where it listens. */
  int port() {
    return port;
  }

  private static Map<String, String> settings(int port) {
    return Map.of(
        "spark.hadoop.fs.s3a.endpoint", "http://127.0.0.1:" + port,
        "spark.hadoop.fs.s3a.endpoint.region", "us-east-1",
        "spark.hadoop.fs.s3a.path.style.access", "true",
        "spark.hadoop.fs.s3a.connection.ssl.enabled", "false");
  }

  /** Environment in which the usual chain of credential providers finds what it needs. */
  Map<String, String> environment() {
    return Map.of("AWS_ACCESS_KEY_ID", IDENTITY, "AWS_SECRET_ACCESS_KEY", SECRET);
  }

  /** The same as settings, for a session whose environment is given. */
  Map<String, String> credentials() {
    return Map.of(
        "spark.hadoop.fs.s3a.access.key", IDENTITY, "spark.hadoop.fs.s3a.secret.key", SECRET);
  }

  /** Where the server keeps what it is given. */
  Path objects() {
    return objects;
  }

  @Override
  public void close() {
    server.close();
  }
}
