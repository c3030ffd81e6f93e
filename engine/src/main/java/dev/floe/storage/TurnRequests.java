package dev.floe.storage;

import java.util.List;
import java.util.Optional;

/// What those who wait for a turn ask of whoever has it, so that one turn serves many.
///
/// ```
/// left ────► taken ────► ended           by whoever has the turn
///   └──────────┴───────► taken back      by who left it, who does the work itself then
/// ```
///
/// As turns are, requests are for pace and nothing else: none is durable, and one is gone with the
/// process that left it. Who takes a request back cannot know whether it was done meanwhile, nor
/// whether whoever had taken it is only slow. Two rules make that safe:
///
/// - Who has taken a request looks at the object first and then whether the request still [is
///   valid][Taken#isValid], and does it, once, on the condition that the object is as it was seen.
/// - Who has left one does the work itself only after it is taken back or ended, and on the
///   condition that the object is as it was seen then, without that work in it.
///
/// So whoever of the two is second finds that the object is another one. Any thread may call.
public interface TurnRequests {
  /// Leaves a request for others who have a turn at an object.
  ///
  /// @param owner whose requests they are that [#take] passes over
  /// @param ended called, on any thread, when whoever took it has ended it; not after it was taken
  ///   back
  /// @return empty if that is not possible
  Optional<Request> leave(String key, Object owner, byte[] bytes, Runnable ended);

  /// Takes requests that others left; called by who has a turn, and has looked at the object in it.
  ///
  /// @param owner whose requests are not taken
  /// @param most so many are taken at most
  List<Taken> take(String key, Object owner, int most);

  /// A request that was left. Who left it takes it back unless it has ended.
  interface Request {
    /// Whether somebody took it and ended it.
    boolean hasEnded();

    /// Nobody takes it any more, and who has taken it finds it not valid.
    ///
    /// @return whether nobody had taken it
    boolean takeBack();

    /// Makes durable what was seen of the object, if it may not be: needed where a request was done
    /// by somebody who did not end it.
    void confirm();
  }

  /// A request of somebody else.
  interface Taken {
    /// What was left, which may be anything.
    byte[] bytes();

    /// Whether it was not taken back, and who left it has not died as far as is known.
    boolean isValid();

    /// Tells who left it that whatever was to be done is done, durably, or will not be.
    void end();
  }
}
