package io.latentlake.report;

import io.latentlake.provenance.Checksum;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * A script inside the page. It cannot end its own element, and the page's policy admits only its
 * hash.
 *
 * @param text the script as it is in the page
 */
record InlineScript(String text) {

  private static final Pattern END_TAG = Pattern.compile("</(?=script)", Pattern.CASE_INSENSITIVE);

  /**
   * Makes a script safe inside an HTML element.
   *
   * @param source JavaScript, in which an end tag can only stand inside a string, a regular
   *     expression or a comment
   */
  static InlineScript of(String source) {
    String safe = END_TAG.matcher(source).replaceAll("<\\\\/").replace("<!--", "<\\!--");
    // HTML parsers turn carriage returns into line feeds, which would change the hash
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
