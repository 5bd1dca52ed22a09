/** The service managers' classes against the real thing. */
package dev.coven.supervise.lab;
