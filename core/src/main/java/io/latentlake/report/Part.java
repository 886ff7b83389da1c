package io.latentlake.report;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A section of the page: its content, or one sentence that says why there is none.
 *
 * @param <T> what the section shows
 */
public sealed interface Part<T> {

  /**
   * Whether there is something to show.
   *
   * @return true for {@link Shown}
   */
  boolean present();

  /**
   * What this part's content leads to, or the same absence.
   *
   * @param <R> the other content
   * @param change from content to another part
   * @return the other part
   */
  <R> Part<R> then(Function<T, Part<R>> change);

  /**
   * This part with its content turned into something else, or the same absence.
   *
   * @param <R> the other content
   * @param change what to do with the content
   * @return the other part
   */
  default <R> Part<R> map(Function<T, R> change) {
    return then(content -> new Shown<>(change.apply(content)));
  }

  /**
   * Does something with the content, if there is some.
   *
   * @param action what to do
   */
  default void ifPresent(Consumer<T> action) {
    if (this instanceof Shown<T> shown) {
      action.accept(shown.content());
    }
  }

  /**
   * A section that shows what there is.
   *
   * @param <T> what it shows
   * @param content the content, if any
   * @param reason one sentence for the reader if there is none
   * @return the part
   */
  static <T> Part<T> of(Optional<T> content, String reason) {
    return content.<Part<T>>map(Shown::new).orElseGet(() -> new Absent<>(reason));
  }

  /**
   * A section with something to show.
   *
   * @param <T> what it shows
   * @param content the content
   */
  record Shown<T>(T content) implements Part<T> {
    @Override
    public boolean present() {
      return true;
    }

    @Override
    public <R> Part<R> then(Function<T, Part<R>> change) {
      return change.apply(content);
    }
  }

  /**
   * A section without anything to show.
   *
   * @param <T> what it would have shown
   * @param reason one sentence for the reader
   */
  record Absent<T>(String reason) implements Part<T> {
    @Override
    public boolean present() {
      return false;
    }

    @Override
    public <R> Part<R> then(Function<T, Part<R>> change) {
      return new Absent<>(reason);
    }
  }
}
