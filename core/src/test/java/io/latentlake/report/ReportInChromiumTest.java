package io.latentlake.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The page in Chromium, which the machine has to bring along: {@code mvn verify -P chromium}, where
 * {@code CHROMIUM} may name the program.
 */
@Tag("chromium")
class ReportInChromiumTest extends ReportInBrowserContract {
  @Override
  OpenPage open(Path file, int width) throws IOException {
    Chromium browser = new Chromium(profile());
    browser.size(width, 900);
    browser.open(file);
    return browser;
  }

  @Test
  void chartsFollowTheReadersColourScheme() throws IOException {
    try (Chromium browser = new Chromium(profile())) {
      browser.size(1280, 900);
      browser.open(file(DrawnContent.full()));
      String background = "getComputedStyle(document.body).backgroundColor";
      String ink =
          "document.querySelector('[data-chart=\"scores\"] svg text').getAttribute('fill')";
      String light = browser.evaluate(ink);
      assertThat(browser.evaluate(background)).isEqualTo("rgb(251, 251, 249)");

      browser.colourScheme("dark");

      assertThat(browser.evaluate("document.documentElement.dataset.scheme")).isEqualTo("dark");
      assertThat(browser.evaluate(background)).isEqualTo("rgb(16, 21, 24)");
      assertThat(browser.evaluate(ink)).isNotEqualTo(light);
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void nothingIsRequestedFromTheNetwork() throws IOException {
    try (Chromium browser = new Chromium(profile())) {
      browser.open(file(DrawnContent.full()));
      browser.colourScheme("dark");

      assertThat(browser.requests()).isEmpty();
    }
  }

  private Path profile() throws IOException {
    return Files.createTempDirectory(folder, "profile");
  }
}
