/**
 * What a model draws by itself: from its prior, between two images, along one latent unit. Chooses
 * points of the latent space by plain arithmetic, decodes them on the driver, and makes a table and
 * PNG strips of them.
 */
package io.latentlake.sample;
