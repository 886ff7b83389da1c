package io.latentlake.provenance;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Removes secrets from records. */
public final class Redaction {
  private static final String HIDDEN = "*****";
  private static final Pattern SECRET_KEY =
      Pattern.compile("(?i).*(password|passwd|secret|token|credential|access[-._]?key).*");

  /** {@code user:password@} in a URI. */
  private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/@\\s]*:[^/@\\s]*(?=@)");

  /** Signatures in URIs, such as {@code ?sig=...}. */
  private static final Pattern QUERY_SECRET =
      Pattern.compile(
          "(?i)(?<=[?&](sig|signature|x-amz-signature|x-amz-credential|token|secret|password)=)"
              + "[^&\\s]*");

  private Redaction() {}

  /**
   * Hides a secret value.
   *
   * @param key name of the value
   * @param value the value
   * @return the value, with passwords and keys replaced by asterisks
   */
  public static String redact(String key, String value) {
    if (value.isEmpty()) {
      return value;
    }
    if (SECRET_KEY.matcher(key).matches()) {
      return HIDDEN;
    }
    return redact(value);
  }

  /**
   * Hides secrets in any text.
   *
   * @param text the text
   * @return the text, with passwords in URIs replaced by asterisks
   */
  public static String redact(String text) {
    String withoutUser = USER_INFO.matcher(text).replaceAll(HIDDEN);
    return QUERY_SECRET.matcher(withoutUser).replaceAll(HIDDEN);
  }

  /**
   * Hides secrets among options.
   *
   * @param options names and values
   * @return a copy with secrets replaced, in the same order
   */
  public static Map<String, String> redact(Map<String, String> options) {
    Map<String, String> redacted = new LinkedHashMap<>();
    options.forEach((key, value) -> redacted.put(key, redact(key, value)));
    return redacted;
  }
}
