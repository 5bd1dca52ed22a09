/**
 * The contract over HTTP: routing, the error envelope, and one class for each resource. {@link
 * dev.coven.http.unix} carries the bytes; {@link dev.coven.http.HttpService} puts the two together.
 */
package dev.coven.http;
