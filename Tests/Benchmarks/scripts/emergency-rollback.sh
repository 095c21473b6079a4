#!/bin/bash
# emergency-rollback.sh
NAMESPACE="eventcore"
APP_NAME="eventcore-app"
echo "🚨 Emergency rollback initiated..."
# Get previous revision
CURRENT_REVISION=$(kubectl rollout history deployment/$APP_NAME -n $NAMESPACE --output=json | jq '.items[-1].revision')
PREVIOUS_REVISION=$((CURRENT_REVISION - 1))
echo "Rolling back from revision $CURRENT_REVISION to $PREVIOUS_REVISION"
# Perform rollback
kubectl rollout undo deployment/$APP_NAME -n $NAMESPACE --to-revision=$PREVIOUS_REVISION
# Wait for rollback to complete
kubectl rollout status deployment/$APP_NAME -n $NAMESPACE --timeout=300s
# Verify health
sleep 30
./health-check.sh
echo "✅ Emergency rollback completed"
