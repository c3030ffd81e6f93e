package dev.floe.internal.commit;

/// A commit that waits for the turn, and is left to those who have it meanwhile. One thread.
///
/// @param publisher waits for the turn
/// @param gate where the commit waits
record LeavingCommit(GroupMember member, GroupPublisher publisher, BuildGate gate)
    implements BuildGate.Meanwhile {
  @Override
  public boolean isWanted() {
    return publisher.mayLeave(member);
  }

  @Override
  public void run() {
    publisher.leave(member, gate::look);
  }

  @Override
  public boolean isOver() {
    return member.left().hasEnded();
  }

  @Override
  public boolean endsByInterrupt() {
    boolean ends = member.left().takeBack();
    if (!ends) {
      member.left().interrupted();
    }
    return ends;
  }
}
