/**
 * Images drawn by a model: from its prior, between two images, along one latent unit. Points of the
 * latent space are decoded on the driver and written as a table and PNG strips.
 */
package io.latentlake.sample;
