package io.latentlake.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.javafx.webkit.WebConsoleListener;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import javafx.application.Platform;
import javafx.concurrent.Worker;
import javafx.scene.Scene;
import javafx.scene.web.WebEngine;
import javafx.scene.web.WebView;
import javafx.stage.Stage;

/**
 * JavaFX's WebKit with one page, on a screen that exists in memory only: the other end of {@link
 * WebKitPage}. Takes the page's address and the window's width; answers each line of input, a
 * JavaScript expression as JSON, by a line: its value as text and all complaints so far.
 */
final class WebKitProcess {

  private static final int HEIGHT = 900;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> COMPLAINTS = new CopyOnWriteArrayList<>();

  private WebKitProcess() {}

  public static void main(String[] arguments) throws Exception {
    System.setProperty("glass.platform", "Monocle");
    System.setProperty("monocle.platform", "Headless");
    System.setProperty("prism.order", "sw");
    System.setProperty("headless.geometry", "1400x1000-32");
    CompletableFuture<WebEngine> loaded = new CompletableFuture<>();
    Platform.startup(() -> open(arguments[0], Integer.parseInt(arguments[1]), loaded));
    WebEngine engine = loaded.get();
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String expression = JSON.readValue(line, String.class);
      String value = onToolkit(() -> String.valueOf(engine.executeScript(expression)));
      out.println(JSON.writeValueAsString(new WebKitPage.Answer(value, List.copyOf(COMPLAINTS))));
    }
  }

  private static void open(String page, int width, CompletableFuture<WebEngine> loaded) {
    WebConsoleListener.setDefaultListener(
        (view, message, line, source) -> COMPLAINTS.add(message + " at line " + line));
    WebView view = new WebView();
    Stage window = new Stage();
    window.setScene(new Scene(view, width, HEIGHT));
    window.show();
    WebEngine engine = view.getEngine();
    engine
        .getLoadWorker()
        .stateProperty()
        .addListener(
            (observed, before, now) -> {
              if (now == Worker.State.SUCCEEDED) {
                loaded.complete(engine);
              } else if (now == Worker.State.FAILED) {
                loaded.completeExceptionally(engine.getLoadWorker().getException());
              }
            });
    engine.load(page);
  }

  private static <T> T onToolkit(Callable<T> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    Platform.runLater(
        () -> {
          try {
            done.complete(work.call());
          } catch (Exception e) {
            done.completeExceptionally(e);
          }
        });
    return done.join();
  }
}
