package io.latentlake.report;

import io.latentlake.provenance.Checksum;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * A script that stands inside the page: unable to end its own element, and named by its hash so
 * that the page's policy can admit it and nothing else.
 *
 * @param text the script as it stands in the page
 */
record InlineScript(String text) {

  private static final Pattern END_TAG = Pattern.compile("</(?=script)", Pattern.CASE_INSENSITIVE);

  /**
   * Makes a script safe to stand inside an HTML element.
   *
   * @param source JavaScript, in which an end tag can only stand inside a string, a regular
   *     expression or a comment
   */
  static InlineScript of(String source) {
    String safe = END_TAG.matcher(source).replaceAll("<\\\\/").replace("<!--", "<\\!--");
    // A parser of HTML turns carriage returns into line feeds, and the hash would not fit any more
    return new InlineScript(safe.replace("\r\n", "\n").replace('\r', '\n'));
  }

  /**
   * The source expression that admits this script.
   *
   * @return {@code 'sha256-...'} with its quotes
   * @see <a href="https://www.w3.org/TR/CSP3/#grammardef-hash-source">Content Security Policy</a>
   */
  String source() {
    return "'sha256-" + Base64.getEncoder().encodeToString(Checksum.sha256(text)) + "'";
  }
}
