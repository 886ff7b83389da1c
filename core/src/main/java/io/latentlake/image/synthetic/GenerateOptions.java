package io.latentlake.image.synthetic;

import io.latentlake.config.Key;
import java.util.Optional;

/** What to draw: section {@code generate}. */
public record GenerateOptions(
    @Key(
            value = "tiles",
            oneOf = {"tiles", "sprites", "all"},
            meaning =
                "tiles: tiles with defects and masks; sprites: shapes with their factors; all:"
                    + " both, in separate folders")
        String kind,
    @Key(meaning = "Folder to write the images into", example = "hdfs:///data/tiles")
        Optional<String> path,
    @Key(
            value = "32",
            min = 16,
            max = 1024,
            unit = "pixels",
            meaning = "Height and width of an image")
        int size,
    @Key(
            value = "240",
            min = 1,
            max = 1e12,
            unit = "images",
            meaning = "Good tiles, or sprites, in train")
        long train,
    @Key(
            value = "40",
            min = 0,
            max = 1e12,
            unit = "images",
            meaning = "Good tiles, or sprites, in test")
        long test,
    @Key(
            value = "20",
            min = 0,
            max = 1e12,
            unit = "images",
            meaning = "Tiles in test for each kind of defect")
        long defects,
    @Key(
            value = "false",
            meaning =
                "Replace images that an earlier run wrote into the folder; if false, such a folder"
                    + " is refused")
        boolean replace) {}
