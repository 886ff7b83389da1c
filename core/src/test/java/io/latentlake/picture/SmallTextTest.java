package io.latentlake.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SmallTextTest {
  @Test
  void everyLetterLooksDifferent() {
    Map<String, Character> seen = new HashMap<>();
    for (char letter : "abcdefghijklmnopqrstuvwxyz0123456789-_.:=/()+ ?".toCharArray()) {
      Character other = seen.put(drawn(String.valueOf(letter), 1), letter);
      assertThat(other).as("looks like %s", letter).isNull();
    }
  }

  @Test
  void dotsAreEnlargedAndCutOffAtTheEdge() {
    assertThat(drawn("L", 1)).isEqualTo(drawn("l", 1));
    String small = drawn("l", 1);
    String large = drawn("l", 2);
    assertThat(large.chars().filter(dot -> dot == '#').count())
        .isEqualTo(4 * small.chars().filter(dot -> dot == '#').count());
    assertThat(drawn("wwwwwwwwwwwwwwwwww", 3)).contains("#");
  }

  @Test
  void linesBreakWhereNamesDo() {
    assertThat(SmallText.wrap("of reconstruction_error", 21))
        .containsExactly("of reconstruction_", "error");
    assertThat(SmallText.wrap("residual-x-gradient", 12))
        .containsExactly("residual-x-", "gradient");
    assertThat(SmallText.wrap("abcdefgh", 3)).containsExactly("abc", "def", "gh");
    assertThat(SmallText.wrap("kl", 3)).isEqualTo(List.of("kl"));
  }

  private static String drawn(String text, int scale) {
    BufferedImage picture = new BufferedImage(24, 24, BufferedImage.TYPE_INT_RGB);
    SmallText.draw(picture, text, 0, 0, scale, 0xffffff);
    StringBuilder dots = new StringBuilder();
    for (int i = 0; i < 24 * 24; i++) {
      dots.append((picture.getRGB(i % 24, i / 24) & 0xffffff) == 0 ? '.' : '#');
    }
    return dots.toString();
  }
}
