package io.latentlake.config;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What {@link ServiceLoader} finds of a type, by name.
 *
 * @param <T> the type
 */
public final class Registry<T> {
  private final SortedMap<String, T> found = new TreeMap<>();

  /**
   * Looks once.
   *
   * @param type what to look for
   * @param name of one
   */
  public Registry(Class<T> type, Function<T, String> name) {
    for (T one : ServiceLoader.load(type, type.getClassLoader())) {
      found.put(name.apply(one), one);
    }
  }

  /**
   * The one of a name.
   *
   * @param name of one
   * @return empty if there is none
   */
  public Optional<T> named(String name) {
    return Optional.ofNullable(found.get(name));
  }

  /**
   * All names.
   *
   * @return sorted
   */
  public List<String> names() {
    return List.copyOf(found.keySet());
  }
}
