package io.latentlake.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A headless Chromium with one page, driven by the DevTools protocol.
 *
 * @see <a href="https://chromedevtools.github.io/devtools-protocol/">DevTools protocol</a>
 */
final class Chromium implements OpenPage {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern LISTENING = Pattern.compile("DevTools listening on (ws://\\S+)");
  private static final long TIMEOUT_SECONDS = 60;

  private final Process process;
  private final WebSocket socket;
  private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
  private final List<JsonNode> events = new ArrayList<>();
  private final String session;
  private int lastId;

  /** Starts a browser; {@code profile} is an empty folder for what it writes. */
  Chromium(Path profile) throws IOException {
    List<String> command =
        List.of(
            program(),
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--hide-scrollbars",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--remote-debugging-port=0",
            "--user-data-dir=" + profile,
            "about:blank");
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(address(process), new Listener())
            .join();
    JsonNode target = command(null, "Target.createTarget", "url", "about:blank");
    JsonNode attached =
        command(
            null,
            "Target.attachToTarget",
            "targetId",
            target.get("targetId").asText(),
            "flatten",
            true);
    session = attached.get("sessionId").asText();
    for (String domain : List.of("Page", "Runtime", "Network", "Log")) {
      send(domain + ".enable");
    }
  }

  /** The program that the environment names, or the first one on the path. */
  private static String program() {
    String named = System.getenv("CHROMIUM");
    if (named != null) {
      return named;
    }
    for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
      for (String name : List.of("chromium", "chromium-browser", "google-chrome")) {
        Path program = Path.of(folder, name);
        if (Files.isExecutable(program)) {
          return program.toString();
        }
      }
    }
    throw new IllegalStateException(
        "no chromium or google-chrome on the PATH: install one (apt-get install chromium), name it"
            + " in CHROMIUM, or leave -P chromium away");
  }

  private static URI address(Process process) throws IOException {
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder said = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      Matcher listening = LISTENING.matcher(line);
      if (listening.find()) {
        return URI.create(listening.group(1));
      }
      said.append(line).append('\n');
    }
    throw new IOException("the browser ended without listening; it said: " + said);
  }

  /** Sends a command to the page and returns its result. */
  JsonNode send(String method, Object... parameters) {
    return command(session, method, parameters);
  }

  /** Opens a page and waits until it has loaded. */
  void open(Path page) {
    events.clear();
    send("Page.navigate", "url", page.toUri().toString());
    while (events.stream()
        .noneMatch(e -> e.path("method").asText().equals("Page.loadEventFired"))) {
      events.add(next());
    }
  }

  /** Sets the size of the window, in CSS pixels. */
  void size(int width, int height) {
    send(
        "Emulation.setDeviceMetricsOverride",
        "width",
        width,
        "height",
        height,
        "deviceScaleFactor",
        1,
        "mobile",
        false);
  }

  /** Sets what the page is told of the reader's preference: {@code light} or {@code dark}. */
  void colourScheme(String scheme) {
    ObjectNode feature = JSON.createObjectNode();
    feature.put("name", "prefers-color-scheme").put("value", scheme);
    send("Emulation.setEmulatedMedia", "features", List.of(feature));
  }

  /** Value of a JavaScript expression, after the page has drawn twice more. */
  @Override
  public String evaluate(String expression) {
    JsonNode answer =
        send(
            "Runtime.evaluate",
            "expression",
            "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done("
                + expression
                + "))))",
            "awaitPromise",
            true,
            "returnByValue",
            true);
    if (answer.has("exceptionDetails")) {
      throw new IllegalStateException(answer.get("exceptionDetails").toString());
    }
    return answer.get("result").path("value").asText();
  }

  @Override
  public List<String> complaints() {
    return eventsOf("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")
        .stream()
        .map(JsonNode::toString)
        .toList();
  }

  /** Addresses that the page has asked for since it was opened, itself left out. */
  List<String> requests() {
    return eventsOf("Network.requestWillBeSent").stream()
        .map(event -> event.at("/params/request/url").asText())
        .filter(url -> !url.startsWith("data:") && !url.startsWith("file:"))
        .toList();
  }

  /** Writes a picture of the whole page. */
  void screenshot(Path png) throws IOException {
    JsonNode answer =
        send("Page.captureScreenshot", "captureBeyondViewport", true, "format", "png");
    Files.write(png, Base64.getDecoder().decode(answer.get("data").asText()));
  }

  @Override
  public void close() {
    try {
      command(null, "Browser.close");
      process.onExit().orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
    } finally {
      socket.abort();
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private List<JsonNode> eventsOf(String... methods) {
    List<String> wanted = List.of(methods);
    return events.stream().filter(e -> wanted.contains(e.path("method").asText())).toList();
  }

  private JsonNode command(String target, String method, Object... parameters) {
    ObjectNode message = JSON.createObjectNode();
    int id = ++lastId;
    message.put("id", id).put("method", method);
    if (target != null) {
      message.put("sessionId", target);
    }
    ObjectNode named = message.putObject("params");
    for (int i = 0; i < parameters.length; i += 2) {
      named.set((String) parameters[i], JSON.valueToTree(parameters[i + 1]));
    }
    socket.sendText(message.toString(), true).join();
    for (JsonNode answer = next(); ; answer = next()) {
      if (answer.path("id").asInt() == id) {
        if (answer.has("error")) {
          throw new IllegalStateException(method + ": " + answer.get("error"));
        }
        return answer.get("result");
      }
      events.add(answer);
    }
  }

  private JsonNode next() {
    try {
      JsonNode message = received.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      if (message == null) {
        throw new IllegalStateException("the browser said nothing for " + TIMEOUT_SECONDS + " s");
      }
      return message;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Puts whole messages into the queue. */
  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        try {
          received.add(JSON.readTree(text.toString()));
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
        text.setLength(0);
      }
      from.request(1);
      return null;
    }
  }
}
