package dev.floe.spec.s3;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// A complete answer. Whoever holds it releases its body.
record S3Answer(int status, HttpHeaders headers, ByteBuf body) {
  static S3Answer empty(int status) {
    return of(status, Unpooled.EMPTY_BUFFER);
  }

  static S3Answer of(int status, ByteBuf body) {
    HttpHeaders headers = new DefaultHttpHeaders();
    if (status != 204 && status != 304) {
      headers.set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
    }
    return new S3Answer(status, headers, body);
  }

  static S3Answer xml(int status, Xml document) {
    byte[] bytes = document.toString().getBytes(StandardCharsets.UTF_8);
    return of(status, Unpooled.wrappedBuffer(bytes)).with("content-type", "application/xml");
  }

  static S3Answer error(S3Error error, String resource, String requestId) {
    Xml xml = Xml.document("Error").text("Code", error.code()).text("Message", error.getMessage());
    for (Map.Entry<String, String> detail : error.details().entrySet()) {
      xml.text(detail.getKey(), detail.getValue());
    }
    xml.text("Resource", resource).text("RequestId", requestId).text("HostId", requestId).end();
    return xml(error.status(), xml);
  }

  S3Answer with(String name, Object value) {
    headers.set(name, value);
    return this;
  }
}
