package io.latentlake.config;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * A configuration key: a record component that holds a value.
 *
 * @param path sections and name, {@code train.averaging-frequency}
 * @param type type of the component
 * @param key its description
 */
record KeySpec(String path, Type type, Key key) {

  /** Every key of a record and of the records within it, in the order they are written. */
  static List<KeySpec> of(Class<? extends Record> type) {
    List<KeySpec> keys = new ArrayList<>();
    collect(type, "", keys);
    return keys;
  }

  private static void collect(Class<? extends Record> type, String prefix, List<KeySpec> into) {
    for (Part part : Part.of(type)) {
      String path = prefix + part.name();
      if (part.section().isPresent()) {
        collect(part.section().get(), path + ".", into);
      } else {
        into.add(new KeySpec(path, part.component().getGenericType(), part.key()));
      }
    }
  }
}
