package io.latentlake.kernel;

import io.latentlake.kernel.OneDnn.Layouts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** What a kernel has prepared for the last few sizes of minibatch. */
final class Prepared<T extends AutoCloseable> implements AutoCloseable {
  // a full minibatch and the last of a partition, of training and of evaluation
  private static final int SIZES = 4;

  private final Map<Layouts, T> bySize =
      new LinkedHashMap<>(SIZES, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Layouts, T> eldest) {
          if (size() > SIZES) {
            close(eldest.getValue());
            return true;
          }
          return false;
        }
      };

  T of(Layouts layouts, Supplier<T> preparation) {
    T found = bySize.get(layouts);
    if (found == null) {
      found = preparation.get();
      bySize.put(layouts, found);
    }
    return found;
  }

  @Override
  public void close() {
    bySize.values().forEach(Prepared::close);
    bySize.clear();
  }

  private static void close(AutoCloseable prepared) {
    try {
      prepared.close();
    } catch (Exception e) {
      throw new IllegalStateException("native memory could not be given back", e);
    }
  }
}
