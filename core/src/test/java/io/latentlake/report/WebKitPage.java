package io.latentlake.report;

import com.sun.javafx.webkit.WebConsoleListener;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javafx.application.Platform;
import javafx.concurrent.Worker;
import javafx.scene.Scene;
import javafx.scene.web.WebView;
import javafx.stage.Stage;

/** A page in JavaFX's WebKit, on a screen that exists in memory only. */
final class WebKitPage implements OpenPage {

  private static final int HEIGHT = 900;
  private static final long TIMEOUT_SECONDS = 60;
  private static final List<String> COMPLAINTS = new CopyOnWriteArrayList<>();

  static {
    System.setProperty("glass.platform", "Monocle");
    System.setProperty("monocle.platform", "Headless");
    System.setProperty("prism.order", "sw");
    System.setProperty("headless.geometry", "1400x1000-32");
    Platform.startup(
        () ->
            WebConsoleListener.setDefaultListener(
                (view, message, line, source) -> COMPLAINTS.add(message + " at line " + line)));
    // Closing one window must not end the toolkit: it cannot be started again
    Platform.setImplicitExit(false);
  }

  private final Stage stage;
  private final WebView view;

  WebKitPage(Path file, int width) {
    COMPLAINTS.clear();
    CompletableFuture<Worker.State> loaded = new CompletableFuture<>();
    view = onToolkit(WebView::new);
    stage =
        onToolkit(
            () -> {
              Stage window = new Stage();
              window.setScene(new Scene(view, width, HEIGHT));
              window.show();
              view.getEngine()
                  .getLoadWorker()
                  .stateProperty()
                  .addListener(
                      (observed, before, now) -> {
                        if (now == Worker.State.SUCCEEDED || now == Worker.State.FAILED) {
                          loaded.complete(now);
                        }
                      });
              view.getEngine().load(file.toUri().toString());
              return window;
            });
    if (result(loaded) == Worker.State.FAILED) {
      throw new IllegalStateException(file + " could not be loaded");
    }
  }

  @Override
  public String evaluate(String expression) {
    return onToolkit(() -> String.valueOf(view.getEngine().executeScript(expression)));
  }

  @Override
  public List<String> complaints() {
    return List.copyOf(COMPLAINTS);
  }

  @Override
  public void close() {
    onToolkit(
        () -> {
          view.getEngine().load(null);
          stage.close();
          return stage;
        });
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
    return result(done);
  }

  private static <T> T result(CompletableFuture<T> future) {
    return future.orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
  }
}
