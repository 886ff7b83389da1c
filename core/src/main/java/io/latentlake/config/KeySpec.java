package io.latentlake.config;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
    for (RecordComponent component : type.getRecordComponents()) {
      String path = prefix + name(component);
      if (isSection(component)) {
        collect(section(component), path + ".", into);
      } else {
        into.add(new KeySpec(path, component.getGenericType(), keyOf(component)));
      }
    }
  }

  static boolean isSection(RecordComponent component) {
    return component.getType().isRecord();
  }

  static Class<? extends Record> section(RecordComponent component) {
    return component.getType().asSubclass(Record.class);
  }

  /** The component's name in kebab-case. */
  static String name(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private static Key keyOf(RecordComponent component) {
    Key key = component.getAnnotation(Key.class);
    if (key == null) {
      throw new IllegalStateException(
          component.getDeclaringRecord().getName()
              + "."
              + component.getName()
              + " lacks @Key, which every option needs");
    }
    return key;
  }
}
