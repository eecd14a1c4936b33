package user

import "example.com/held/ring"

type User struct {
	ring *ring.Ring
}

func New() *User { return &User{ring: ring.New()} }

func (u *User) Set(name string) int {
	u.ring.Lock()
	defer u.ring.Unlock()
	u.ring.Add(name)
	return u.ring.Slot(name)
}

func (u *User) Get(name string) int {
	u.ring.RLock()
	defer u.ring.RUnlock()
	// Not enough to write.
	u.ring.Grow(name)
	return u.ring.Slot(name)
}

// Last calls First when the lock is released.
func (u *User) Last() string {
	u.ring.Lock()
	u.ring.Unlock()
	return u.ring.First()
}
